'use strict';

const { spawn } = require('node:child_process');
const path = require('node:path');

const { ROOT } = require('../../lib/native/build-steps.js');
const { RULE_MUTANTS } = require('../../test/interleavings/rule-mutants.js');

const PROGRAM = path.join(__dirname, 'mutants-program.js');

/** Builds and explores the mutants in a process of its own, beside the work of this one. */
class MutantRun {
  #child;
  #ended;

  constructor() {
    this.#child = spawn(process.execPath, [PROGRAM], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#ended = outputOf(this.#child);
  }

  stop() {
    this.#child.kill();
  }

  /** The fate of each mutant: `{ mutant, property, steps }`, without a property if nothing has caught it. */
  async results() {
    const [base, ...rest] = (await this.#ended)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    if (base.property) throw new Error(`without a mutant ${base.property} breaks`);
    return RULE_MUTANTS.map((mutant) => ({
      mutant,
      ...rest.find(({ number }) => number === mutant.number),
    }));
  }
}

function outputOf(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(text);
      else reject(new Error(`the run of the mutants ended with ${code}`));
    });
  });
}

module.exports = { MutantRun };
