'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { mkdtempSync, rmSync } = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { createInterface } = require('node:readline');
const { PlainRedis } = require('./plain-redis');

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function ready(server) {
  for await (const line of createInterface(server.stdout)) {
    if (line.includes('Ready to accept connections')) return;
  }
  throw new Error('redis-server ended before it was ready');
}

/** A running server: its `port` and `pid`, a client for what is not measured, and what the server tells of itself. */
class RedisServer {
  constructor(port, pid, client) {
    this.port = port;
    this.pid = pid;
    this.client = client;
  }

  async #info(section, name) {
    const text = await this.client.call('INFO', section);
    return new RegExp(`^${name}:(.*)\\r$`, 'm').exec(text)[1];
  }

  /** CPU microseconds that the server has used, by all its threads. */
  async cpuUs() {
    const text = await this.client.call('INFO', 'cpu');
    const seconds = (name) => Number(new RegExp(`^${name}:(.*)\\r$`, 'm').exec(text)[1]);
    return (seconds('used_cpu_sys') + seconds('used_cpu_user')) * 1e6;
  }

  /** Bytes that the server has allocated. */
  async usedMemory() {
    return Number(await this.#info('memory', 'used_memory'));
  }

  version() {
    return this.#info('server', 'redis_version');
  }

  /** Does the server compare and set by a plain command? */
  async hasIfeq() {
    try {
      await this.client.call('SET', 'bench:ifeq', 'new', 'IFEQ', 'old');
      return true;
    } catch {
      return false;
    }
  }
}

/** Runs `use(server)` with a redis-server of its own on 127.0.0.1 that writes nothing to disk. `settings`: further arguments. */
async function withRedis(use, settings = []) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'onceonly-bench-'));
  const port = await freePort();
  const place = ['--bind', '127.0.0.1', '--port', port, '--dir', folder];
  const args = [...place, '--save', '', '--appendonly', 'no', ...settings].map(String);
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  const killServer = () => server.kill('SIGKILL');
  process.once('exit', killServer);
  let client;
  try {
    await ready(server);
    server.stdout.resume();
    client = await PlainRedis.connect(port);
    return await use(new RedisServer(port, server.pid, client));
  } finally {
    client?.close();
    process.removeListener('exit', killServer);
    killServer();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

module.exports = { freePort, withRedis };
