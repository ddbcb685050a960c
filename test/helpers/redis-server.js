'use strict';

const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');

const { ChildProcess } = require('./child-process');
const { atEnd } = require('./cleanups');
const { findFreePort } = require('./free-port');
const { sendCommand } = require('./redis-command');

const BINDS = 5;

/**
 * A redis-server of the tests: its own folder, a port of 127.0.0.1, a unix socket, nothing kept on disk unless `args` say
 * so. It ends with the test file at the latest.
 */
class RedisServer {
  #process;
  #folder;
  #args;
  #port;
  #hasTls;

  constructor(folder, args, hasTls = false) {
    this.#folder = folder;
    this.#args = args;
    this.#hasTls = hasTls;
  }

  get port() {
    return this.#port;
  }

  get url() {
    return `redis${this.#hasTls ? 's' : ''}://127.0.0.1:${this.#port}`;
  }

  get socketPath() {
    return path.join(this.#folder, 'redis.sock');
  }

  get pid() {
    return this.#process.pid;
  }

  // Between the search and the bind another process may take the port; then the server ends and another port is tried.
  async start() {
    for (let left = BINDS; ; left--) {
      this.#port = await findFreePort();
      try {
        return await this.startAgain();
      } catch (error) {
        if (left === 1 || !/in use/i.test(error.message)) throw error;
      }
    }
  }

  /** Starts the server on the port it had; without persistence it has forgotten everything. */
  async startAgain() {
    const ports = this.#hasTls ? ['--port', 0, '--tls-port', this.#port] : ['--port', this.#port];
    const place = ['--bind', '127.0.0.1', ...ports, '--unixsocket', this.socketPath];
    const disk = ['--dir', this.#folder, '--save', '', '--appendonly', 'no'];
    this.#process = new ChildProcess(
      'redis-server',
      [...place, ...disk, ...this.#args].map(String),
    );
    await this.#process.firstMatch(/Ready to accept connections/);
  }

  async stop() {
    await this.#process.kill();
  }

  async restart() {
    await this.stop();
    await this.startAgain();
  }

  /** Stops the process where it is: connections stay open and nothing answers. */
  pause() {
    this.#process.signal('SIGSTOP');
  }

  resume() {
    this.#process.signal('SIGCONT');
  }

  /**
   * Stops it for `ms` milliseconds, by a process of its own: a test that is busy makes that no longer. Resolves when it stands, to
   * `{ resumed }`, a promise.
   */
  async pauseFor(ms) {
    const script = 'kill -STOP "$0" && echo paused && sleep "$1" && kill -CONT "$0"';
    const pausing = new ChildProcess('sh', ['-c', script, `${this.pid}`, `${ms / 1000}`]);
    await pausing.firstMatch(/^paused$/);
    return { resumed: pausing.exited };
  }

  /** Resolves to the reply of one command; rejects with the server's error. */
  command(...args) {
    return sendCommand(this.socketPath, args);
  }
}

/**
 * Starts a redis-server that answers when this resolves. `args`: further arguments of its command line. `hasTls`: its port has TLS,
 * with the files that `args` name.
 */
async function startRedis({ args = [], hasTls } = {}) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'onceonly-redis-'));
  atEnd(() => fs.rm(folder, { recursive: true, force: true }));
  const server = new RedisServer(folder, args, hasTls);
  await server.start();
  return server;
}

module.exports = { startRedis, RedisServer };
