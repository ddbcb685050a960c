'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { mkdtempSync, rmSync } = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { createInterface } = require('node:readline');

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

/** Runs `use(port)` with a redis-server of its own on 127.0.0.1 that writes nothing to disk. */
async function withRedis(use) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'onceonly-bench-'));
  const port = await freePort();
  const place = ['--bind', '127.0.0.1', '--port', port, '--dir', folder];
  const args = [...place, '--save', '', '--appendonly', 'no'].map(String);
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  const killServer = () => server.kill('SIGKILL');
  process.once('exit', killServer);
  try {
    await ready(server);
    server.stdout.resume();
    return await use(port);
  } finally {
    process.removeListener('exit', killServer);
    killServer();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

module.exports = { withRedis };
