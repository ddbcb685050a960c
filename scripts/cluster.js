'use strict';

// Starts a Redis Cluster of three primaries and three replicas, and the payments example on it, all on 127.0.0.1. Says how to
// break it. Ends all of it on Ctrl-C, or when one of its parts could not be started.
//
//   node scripts/cluster.js

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');

const { startNodes } = require('./clustering/nodes.js');
const { adviceOn } = require('./clustering/advice.js');

const SERVER = path.join(__dirname, '..', 'examples', 'payments', 'server.js');

function write(text) {
  process.stdout.write(`${text}\n`);
}

function startPayments(url, folder) {
  const env = { ...process.env, REDIS_URL: url, LEDGER_FILE: path.join(folder, 'ledger.jsonl') };
  return spawn(process.execPath, [SERVER], { env, stdio: ['ignore', 'inherit', 'inherit'] });
}

async function main() {
  const isStopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const nodes = await startNodes();
  const app = startPayments(nodes.url, nodes.folder);
  const hasEnded = once(app, 'exit');
  write(adviceOn(nodes.all));
  await Promise.race([isStopped, hasEnded]);
  app.kill('SIGTERM');
  nodes.stop();
  fs.rmSync(nodes.folder, { recursive: true, force: true });
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
