'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** Calls `work` with the path of the socket of a redis-server of its own, and ends the server. */
async function withRedis(work) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-interleavings-'));
  const socket = path.join(folder, 'redis.sock');
  const place = ['--port', '0', '--unixsocket', socket, '--dir', folder];
  const server = spawn('redis-server', [...place, '--save', '', '--appendonly', 'no'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  try {
    await ready(server);
    return await work(socket);
  } finally {
    server.kill();
    await ended;
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function ready(server) {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdout.on('data', (chunk) => {
      text += chunk;
      if (/ready to accept connections/i.test(text)) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`redis-server ended: ${text}`)));
  });
}

module.exports = { withRedis };
