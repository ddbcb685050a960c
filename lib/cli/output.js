'use strict';

const { once } = require('node:events');
const { clearLine, cursorTo } = require('node:readline');

const { jsonLine, printable } = require('./printable');

const PROGRESS_MS = 500;

/** @typedef {{ title: string, width: number, text: (row: any) => string }} Column */
/** @typedef {Output} Out */

/**
 * Both outputs of a command: data on standard output, words on standard error. Text of others never reaches a terminal raw.
 */
class Output {
  #stdout;
  #stderr;
  #isJson = false;
  #showsProgress = false;
  #progressAt = 0;

  /**
   * @param {NodeJS.WriteStream} stdout
   * @param {NodeJS.WriteStream} stderr
   */
  constructor(stdout, stderr) {
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  /** @param {boolean} isJson */
  setJson(isJson) {
    this.#isJson = isJson;
  }

  get isJson() {
    return this.#isJson;
  }

  get isTerminal() {
    return this.#stdout.isTTY === true;
  }

  get asksOnTerminal() {
    return this.#stderr.isTTY === true;
  }

  get stderr() {
    return this.#stderr;
  }

  /**
   * A line of words.
   * @param {string} text
   */
  say(text) {
    this.endProgress();
    this.#stderr.write(`${printable(text)}\n`);
  }

  /**
   * A line of data.
   * @param {string} text
   */
  line(text) {
    this.endProgress();
    this.#stdout.write(`${printable(text)}\n`);
  }

  /**
   * An object as a line of JSON.
   * @param {object} value
   */
  json(value) {
    this.endProgress();
    this.#stdout.write(`${jsonLine(value)}\n`);
  }

  /**
   * Bytes as they are, for data of the user's own that goes into a pipe or a file.
   * @param {Uint8Array | string} bytes
   */
  raw(bytes) {
    this.endProgress();
    this.#stdout.write(bytes);
  }

  /**
   * Rows as a table, or as lines of JSON. Columns have fixed widths, so rows are written as they come.
   * @param {Column[]} columns
   * @param {(row: any) => object} asJson
   * @returns {(row: any) => void}
   */
  rows(columns, asJson) {
    if (this.#isJson) return (row) => this.json(asJson(row));
    let begun = false;
    return (row) => {
      if (!begun) this.line(tableLine(columns.map(({ title, width }) => ({ text: title, width }))));
      begun = true;
      this.line(tableLine(columns.map(({ text, width }) => ({ text: text(row), width }))));
    };
  }

  /**
   * Names and values, one a line.
   * @param {[name: string, value: string][]} pairs
   */
  pairs(pairs) {
    const width = Math.max(...pairs.map(([name]) => name.length)) + 2;
    for (const [name, value] of pairs)
      this.line(
        tableLine([
          { text: name, width },
          { text: value, width: 0 },
        ]),
      );
  }

  /**
   * A line on a terminal that says how far a long command is. At most two a second.
   * @param {string} text
   * @param {number} nowMs
   */
  progress(text, nowMs) {
    if (this.#stderr.isTTY !== true || nowMs - this.#progressAt < PROGRESS_MS) return;
    const isFirst = this.#progressAt === 0;
    this.#progressAt = nowMs;
    // A command that takes no time shows none.
    if (isFirst) return;
    this.endProgress();
    this.#showsProgress = true;
    this.#stderr.write(printable(text).slice(0, (this.#stderr.columns || 80) - 1));
  }

  endProgress() {
    if (!this.#showsProgress) return;
    this.#showsProgress = false;
    cursorTo(this.#stderr, 0);
    clearLine(this.#stderr, 0);
  }

  /** Resolves when standard output takes more: a slow reader must not fill the memory. */
  async drained() {
    if (this.#stdout.writableNeedDrain) await once(this.#stdout, 'drain');
  }

  /** Resolves when both outputs have taken everything. */
  async flush() {
    this.endProgress();
    await Promise.all([this.#stdout, this.#stderr].map(flushed));
  }
}

/** @param {{ text: string, width: number }[]} cells */
function tableLine(cells) {
  return cells
    .map(({ text, width }) => `${printable(text)}`.padEnd(width))
    .join('  ')
    .trimEnd();
}

/** @param {NodeJS.WriteStream} stream */
function flushed(stream) {
  return new Promise((resolve) => {
    // A pipe that its reader has left takes nothing any more.
    if (stream.destroyed || stream.errored) resolve(undefined);
    else stream.write('', () => resolve(undefined));
  });
}

module.exports = { Output };
