'use strict';

const { spawn } = require('node:child_process');
const path = require('node:path');

const { atEnd } = require('./cleanups');
const { ROOT } = require('./project');

const BIN = path.join(ROOT, 'bin', 'onceonly.js');
// What a developer has set in the shell must not reach the commands of the tests.
const { REDIS_URL, ...environment } = process.env;
const DEADLINE_MS = 150_000;

/** A run of `onceonly` as a child process. `stdout` and `stderr` are its texts so far. */
class CliRun {
  #child;
  stdout = '';
  stderr = '';

  constructor(command, args, { env = {}, cwd } = {}) {
    this.#child = spawn(command, args, {
      env: { ...environment, ...env },
      cwd,
      stdio: 'pipe',
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
    });
    this.#child.stdin.on('error', () => {});
    for (const name of ['stdout', 'stderr']) {
      this.#child[name].setEncoding('utf8').on('data', (text) => (this[name] += text));
    }
    atEnd(() => this.#child.kill('SIGKILL'));
    this.ended = new Promise((resolve) =>
      this.#child.once('close', (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      ),
    );
  }

  /** Resolves when the output of a stream matches. Rejects if the command ends before. */
  shows(pattern, name = 'stderr') {
    return new Promise((resolve, reject) => {
      const look = () => pattern.test(this[name]) && resolve(pattern.exec(this[name]));
      this.#child[name].on('data', look);
      look();
      this.ended.then((end) => reject(new Error(`ended without it: ${JSON.stringify(end)}`)));
    });
  }

  type(text) {
    this.#child.stdin.write(text);
  }

  endInput(text = '') {
    this.#child.stdin.end(text);
  }

  /** Closes the reading end of its standard output, as `head` does. */
  stopReading() {
    this.#child.stdout.destroy();
  }

  signal(name) {
    this.#child.kill(name);
  }
}

/** Starts `onceonly` with pipes. */
function startCli(args, options) {
  return new CliRun(process.execPath, [BIN, ...args], options);
}

/** Runs `onceonly` to its end: `{ code, signal, stdout, stderr, lines }`, where `lines` are those of --json. */
async function cli(args, { input = '', ...options } = {}) {
  const run = startCli(args, options);
  run.endInput(input);
  const end = await run.ended;
  return {
    ...end,
    get lines() {
      return end.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
  };
}

const quoted = (word) => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Starts `onceonly` on a pseudo-terminal, of util-linux. Both of its outputs are its `stdout` then. */
function startOnTerminal(args, options) {
  const command = [process.execPath, BIN, ...args].map(quoted).join(' ');
  return new CliRun('script', ['-qefc', command, '/dev/null'], {
    ...options,
    env: { TERM: 'xterm', SHELL: '/bin/sh', ...options?.env },
  });
}

module.exports = { cli, startCli, startOnTerminal };
