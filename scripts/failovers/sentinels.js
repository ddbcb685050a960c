'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { createInterface } = require('node:readline');

const { freePort } = require('../../bench/harness/redis-server');
const { ask, until } = require('./ask');

const REPLICAS = 2;
const SENTINELS = 3;
const NAME = 'orders';

/**
 * A primary with two replicas, and three sentinels: `{ place, servers, sentinels, folder, stop() }`. `keepsReplicas`: a primary that has lost
 * a replica refuses writes.
 */
async function startSentinels({ keepsReplicas = false } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-sentinels-'));
  const children = [];
  const stop = () => {
    // A frozen process takes no other signal.
    for (const child of children) child.kill('SIGKILL');
  };
  const start = async (args, pattern) => {
    const child = spawn('redis-server', args.map(String), { stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    await matched(child, pattern);
    return child.pid;
  };
  try {
    const settings = keepsReplicas ? ['--min-replicas-to-write', REPLICAS] : [];
    const servers = await startServers(folder, start, settings);
    const sentinels = await startWatching(folder, start, servers[0].port);
    const place = {
      sentinels: sentinels.map(({ port }) => ({ host: '127.0.0.1', port })),
      name: NAME,
      replicas: REPLICAS,
    };
    return { place, servers, sentinels, folder, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

async function matched(child, pattern) {
  const lines = createInterface(child.stdout);
  await Promise.race([
    (async () => {
      for await (const line of lines) if (pattern.test(line)) return;
    })(),
    once(child, 'exit').then(() => Promise.reject(new Error('redis-server ended at once'))),
  ]);
  child.stdout.resume();
}

async function startServers(folder, start, settings) {
  const servers = [];
  for (let i = 0; i <= REPLICAS; i++) {
    const port = await freePort();
    const dir = path.join(folder, `${port}`);
    fs.mkdirSync(dir);
    const place = ['--bind', '127.0.0.1', '--port', port, '--dir', dir, '--save', ''];
    const args = [...place, ...settings, '--repl-diskless-sync-delay', '0', '--appendonly', 'yes'];
    servers.push({ port, pid: await start(args, /Ready to accept connections/) });
  }
  const [primary, ...replicas] = servers;
  for (const { port } of replicas) {
    await ask(port, 'REPLICAOF', '127.0.0.1', primary.port);
    await until(async () => (await ask(port, 'ROLE'))[3] === 'connected', 'a replica follows');
  }
  return servers;
}

async function startWatching(folder, start, primary) {
  const sentinels = [];
  for (let i = 0; i < SENTINELS; i++) {
    const port = await freePort();
    const file = path.join(folder, `sentinel-${port}.conf`);
    const lines = [
      `bind 127.0.0.1\nport ${port}\ndir ${folder}`,
      `sentinel monitor ${NAME} 127.0.0.1 ${primary} 2`,
      `sentinel down-after-milliseconds ${NAME} 1000`,
      `sentinel failover-timeout ${NAME} 5000`,
    ];
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    sentinels.push({ port, pid: await start([file, '--sentinel'], /\+monitor/) });
  }
  for (const { port } of sentinels) await until(() => knowsAll(port), 'the sentinels meet');
  return sentinels;
}

async function knowsAll(port) {
  const fields = await ask(port, 'SENTINEL', 'MASTER', NAME);
  const field = (wanted) => Number(fields[fields.indexOf(wanted) + 1]);
  return field('num-slaves') === REPLICAS && field('num-other-sentinels') === SENTINELS - 1;
}

module.exports = { startSentinels };
