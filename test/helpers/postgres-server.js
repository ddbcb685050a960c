'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { ChildProcess } = require('./child-process');
const { atEnd } = require('./cleanups');
const { until } = require('./until');

const VERSIONS = '/usr/lib/postgresql';
const PORT = 5432;
const FASTER = [
  '-c',
  'listen_addresses=',
  '-c',
  'shared_buffers=32MB',
  '-c',
  'log_min_messages=panic',
];

/**
 * A PostgreSQL of the tests: a folder of its own, a unix socket in it, and no port. It ends with the test file at the latest.
 */
class PostgresServer {
  #process;
  #folder;
  #args;

  constructor(folder, args) {
    this.#folder = folder;
    this.#args = args;
  }

  /** The settings for a Pool or a Client of `pg`. */
  get connection() {
    return { host: this.#folder, port: PORT, user: 'onceonly', database: 'postgres' };
  }

  /** The same as a URL. */
  get url() {
    return `postgres://onceonly@localhost/postgres?host=${encodeURIComponent(this.#folder)}`;
  }

  get folder() {
    return this.#folder;
  }

  get dataFolder() {
    return path.join(this.#folder, 'data');
  }

  get pid() {
    return this.#process.pid;
  }

  async start() {
    const args = [
      '-D',
      this.dataFolder,
      '-k',
      this.#folder,
      '-p',
      `${PORT}`,
      ...FASTER,
      ...this.#args,
    ];
    this.#process = new ChildProcess(...asUser(program('postgres'), args));
    await this.#untilReady();
  }

  /** Kills all of its processes at once, as a machine that loses power. */
  async crash() {
    // It would start another process behind the list.
    kill(this.pid, 'SIGSTOP');
    const processes = this.#processes();
    for (const pid of processes) kill(pid, 'SIGKILL');
    await this.#process.exited;
    // A server does not start while one of the last has its memory.
    await until(() => !processes.some(runs), 'the processes of PostgreSQL have ended');
    fs.rmSync(path.join(this.dataFolder, 'postmaster.pid'), { force: true });
  }

  async restart() {
    await this.crash();
    await this.start();
  }

  /** Stops every process where it is: connections stay open and nothing answers. */
  pause() {
    for (const pid of this.#processes()) kill(pid, 'SIGSTOP');
  }

  resume() {
    for (const pid of this.#processes()) kill(pid, 'SIGCONT');
  }

  /** Resolves when it takes connections again. */
  async #untilReady() {
    const args = ['-h', this.#folder, '-p', `${PORT}`, '-t', '1', '-q'];
    for (;;) {
      const asked = new ChildProcess(program('pg_isready'), args);
      const { code } = await asked.exited;
      if (code === 0) return;
      if (this.#process.hasExited) throw new Error(`PostgreSQL ended: ${this.#process.output}`);
    }
  }

  #processes() {
    const children = `/proc/${this.pid}/task/${this.pid}/children`;
    return [
      this.pid,
      ...fs.readFileSync(children, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number),
    ];
  }
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function runs(pid) {
  try {
    return !/\) [ZX] /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The newest version of the machine. */
function program(name) {
  const version = fs.readdirSync(VERSIONS).sort((a, b) => b - a)[0];
  return path.join(VERSIONS, version, 'bin', name);
}

/** PostgreSQL refuses to run as root. */
function asUser(command, args) {
  if (process.getuid() !== 0) return [command, args];
  return ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args]];
}

function ownFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-postgres-'));
  atEnd(() => fs.rmSync(folder, { recursive: true, force: true }));
  if (process.getuid() === 0) execFileSync('chown', ['postgres', folder]);
  return folder;
}

/** Makes a database and starts its server. `args`: further arguments of its command line. */
async function startPostgres({ args = [] } = {}) {
  const folder = ownFolder();
  const init = ['-D', path.join(folder, 'data'), '-U', 'onceonly', '-A', 'trust', '--no-sync'];
  const [command, words] = asUser(program('initdb'), init);
  execFileSync(command, words, { cwd: '/', stdio: 'ignore' });
  const server = new PostgresServer(folder, args);
  await server.start();
  return server;
}

module.exports = { PostgresServer, asUser, ownFolder, program, startPostgres };
