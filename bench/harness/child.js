'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');

const MODULES = path.join(__dirname, '..', 'node_modules');

/**
 * A contender in a process of its own, so that neither its heap nor what the compiler learned of its code touches
 * another's. The module that it runs calls serve().
 */
class Child {
  #process;
  #waiting = new Map();
  #lastCall = 0;
  #ended;

  constructor(file, args, execPath = process.execPath) {
    // A store loads the client of its server from where the app has it.
    const env = { ...process.env, NODE_ENV: 'production', NODE_PATH: MODULES };
    this.#process = fork(file, args, { env, execPath, serialization: 'advanced' });
    this.#ended = once(this.#process, 'exit');
    this.#process.on('message', ({ id, error, result }) => {
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) resolve(result);
      else reject(new Error(`${[file, ...args].join(' ')}: ${error}`));
    });
    this.#process.on('exit', (code, signal) => {
      const error = new Error(`${[file, ...args].join(' ')} ended: ${code ?? signal}`);
      for (const { reject } of this.#waiting.values()) reject(error);
    });
  }

  /** What `methods[name](...params)` in the child resolves to. */
  call(name, ...params) {
    const id = ++this.#lastCall;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ id, name, params });
    });
  }

  async stop() {
    if (this.#process.connected) this.#process.disconnect();
    await this.#ended;
  }
}

/**
 * Starts every one of `contenders`: name -> `{ file, args, execPath? }`; gives name -> Child and stops all when `use` is
 * over.
 */
async function withChildren(contenders, use) {
  const children = Object.fromEntries(
    Object.entries(contenders).map(([name, { file, args, execPath }]) => [
      name,
      new Child(file, args, execPath),
    ]),
  );
  try {
    return await use(children);
  } finally {
    await Promise.all(Object.values(children).map((child) => child.stop()));
  }
}

module.exports = { withChildren };
