'use strict';

const { mkdtempSync } = require('node:fs');
const { appendFile, readFile } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** A file of JSON lines that several processes may share. */
class Ledger {
  #file;

  constructor(file) {
    this.#file = file;
  }

  /** One write to a file opened with O_APPEND, so that lines of different processes never mix. */
  async append(entry) {
    await appendFile(this.#file, `${JSON.stringify(entry)}\n`);
  }

  async readAll() {
    const text = await readFile(this.#file, 'utf8').catch(emptyIfMissing);
    // What follows the last newline is empty, or a line that is still being written.
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }
}

function emptyIfMissing(error) {
  if (error.code !== 'ENOENT') throw error;
  return '';
}

function createLedgerFile() {
  return join(mkdtempSync(join(tmpdir(), 'payments-')), 'ledger.jsonl');
}

module.exports = { Ledger, createLedgerFile };
