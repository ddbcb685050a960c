'use strict';

const { execFile, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');

const run = promisify(execFile);
const PRIMARIES = 3;
const NODES = 6;
const SETTINGS = [
  ...['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'],
  ...['--cluster-require-full-coverage', 'no', '--repl-diskless-sync-delay', '0'],
  ...['--bind', '127.0.0.1', '--appendonly', 'yes', '--save', '', '--loglevel', 'warning'],
];

/**
 * A cluster whose nodes live in a folder of their own: `{ url, all, folder, stop() }`, where `all` has `{ port, pid }`. What was
 * started ends when a later step fails.
 */
async function startNodes() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-cluster-'));
  const children = [];
  const stop = () => {
    // A frozen process takes no other signal.
    for (const child of children) child.kill('SIGKILL');
  };
  try {
    const ports = await freePorts(NODES);
    for (const port of ports) children.push(await startNode(port, folder));
    await join(ports);
    const all = ports.map((port, i) => ({ port, pid: children[i].pid }));
    return { url: `redis://127.0.0.1:${ports[0]}`, all, folder, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** A node listens on its port, and on the one that is 10,000 higher. */
async function freePorts(count) {
  const found = new Set();
  while (found.size < count) {
    const port = 7000 + Math.floor(Math.random() * 20_000);
    if ((await isFree(port)) && (await isFree(port + 10_000))) found.add(port);
  }
  return [...found];
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function startNode(port, folder) {
  const own = path.join(folder, `${port}`);
  fs.mkdirSync(own);
  const child = spawn('redis-server', ['--port', `${port}`, '--dir', own, ...SETTINGS], {
    stdio: 'ignore',
  });
  await once(child, 'spawn');
  await untilAnswered(port, child);
  return child;
}

async function untilAnswered(port, child) {
  while (child.exitCode === null) {
    const { stdout } = await run('redis-cli', ['-p', `${port}`, 'ping']).catch(() => ({}));
    if (stdout?.startsWith('PONG')) return;
  }
  throw new Error(`redis-server ended at once on port ${port}`);
}

async function join(ports) {
  const addresses = ports.map((port) => `127.0.0.1:${port}`);
  const replicas = `${NODES / PRIMARIES - 1}`;
  const options = ['--cluster-replicas', replicas, '--cluster-yes'];
  await run('redis-cli', ['--cluster', 'create', ...addresses, ...options]);
  for (const port of ports.slice(PRIMARIES)) await untilReplicated(port);
}

/** A replica that has never had the data of its primary is not promoted. */
async function untilReplicated(port) {
  for (;;) {
    const { stdout } = await run('redis-cli', ['-p', `${port}`, 'role']);
    if (/^connected$/m.test(stdout)) return;
  }
}

module.exports = { startNodes };
