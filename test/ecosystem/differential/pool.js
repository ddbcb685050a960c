'use strict';

const { fork, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

// Far more than a case with all its hangs takes.
const LIMIT_MS = 120_000;
const KIB = 1024;

/** The files that handlers send, and the socket of the redis-server of a run. */
function makeFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-differential-'));
  fs.writeFileSync(path.join(folder, 'small.txt'), 'a small file\n');
  fs.writeFileSync(path.join(folder, 'empty.txt'), '');
  fs.writeFileSync(path.join(folder, 'page.html'), '<p>page</p>'.repeat(300));
  const bytes = Buffer.from(
    Array.from({ length: 300 * KIB }, (_, i) => (i * i * 31 + (i >> 7)) & 0xff),
  );
  fs.writeFileSync(path.join(folder, 'large.bin'), bytes);
  return folder;
}

async function startRedis(folder) {
  const socket = path.join(folder, 'redis.sock');
  const place = ['--port', '0', '--unixsocket', socket, '--dir', folder];
  const server = spawn('redis-server', [...place, '--save', '', '--appendonly', 'no'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`redis-server ended with ${code}`);
  });
  let output = '';
  while (!/Ready to accept|ready to accept/.test(output)) {
    output += (await Promise.race([once(server.stdout, 'data'), ended]))[0];
  }
  ended.catch(() => {});
  server.stdout.resume();
  return { server, socket };
}

/** One process that plays cases, with a new one in its place after a fault. */
class Player {
  #options;
  #child;

  constructor(options) {
    this.#options = options;
  }

  /** What check() gives for a case; a process that ends or hangs is a fault of the case. */
  async play(given, how) {
    this.#child ??= await this.#start();
    const child = this.#child;
    const answer = await this.#ask(child, { given, how });
    if (answer.wasFaulty) await this.end();
    return answer;
  }

  async end() {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async #start() {
    const { node, folder, socket, mutant } = this.#options;
    const child = fork(path.join(__dirname, 'worker.js'), [], {
      execPath: node,
      serialization: 'advanced',
      execArgv: ['--no-warnings'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        DIFFERENTIAL_FOLDER: folder,
        DIFFERENTIAL_REDIS: `unix://${socket}`,
        DIFFERENTIAL_MUTANT: mutant ?? '',
      },
    });
    const started = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (started[0]?.ready !== true) throw new Error('a process of the run could not start');
    return child;
  }

  #ask(child, message) {
    return new Promise((resolve) => {
      const end = (answer) => {
        clearTimeout(timer);
        child.removeAllListeners('message').removeAllListeners('exit');
        resolve(answer);
      };
      const fault = (detail) =>
        end({ found: [{ kind: 'process', detail }], times: 1, wasFaulty: true });
      const timer = setTimeout(() => fault('the event loop hangs'), LIMIT_MS);
      child.once('message', end);
      child.once('exit', (code, signal) => fault(`the process ended with ${signal ?? code}`));
      child.send(message);
    });
  }
}

/** Players with what they share: `{ players, end() }`. */
async function openPool({ jobs, node = process.execPath, mutant }) {
  const folder = makeFolder();
  const { server, socket } = await startRedis(folder);
  const players = Array.from({ length: jobs }, () => new Player({ node, folder, socket, mutant }));
  const end = async () => {
    await Promise.all(players.map((player) => player.end()));
    server.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { players, end };
}

module.exports = { openPool };
