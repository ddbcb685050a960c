'use strict';

const { spawn } = require('node:child_process');
const { createInterface } = require('node:readline');

const { atEnd } = require('./cleanups');

/**
 * A process that the tests start. It is ended by its id, at the end of the test file at the latest. `exited` resolves to
 * `{ code, signal }`, `firstMatch` to the first line of its output that matches.
 */
class ChildProcess {
  #child;
  #output = '';
  #lines;

  constructor(command, args, options) {
    this.#child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
      this.#child.once('error', (error) => resolve({ code: error.code, signal: null }));
    });
    this.#lines = createInterface(this.#child.stdout);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (bytes) => (this.#output += bytes));
    }
    atEnd(() => this.kill());
  }

  get pid() {
    return this.#child.pid;
  }

  /** What it has printed so far. */
  get output() {
    return this.#output;
  }

  get hasExited() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Rejects when the process ends without such a line. */
  firstMatch(pattern) {
    return new Promise((resolve, reject) => {
      this.#lines.on('line', (line) => pattern.test(line) && resolve(pattern.exec(line)));
      this.exited.then(({ code, signal }) =>
        reject(new Error(`ended with ${signal ?? code}: ${this.#output}`)),
      );
    });
  }

  signal(name) {
    if (!this.hasExited && this.pid !== undefined) process.kill(this.pid, name);
  }

  async kill() {
    this.signal('SIGKILL');
    await this.exited;
  }
}

module.exports = { ChildProcess };
