'use strict';

const { spawn } = require('node:child_process');
const { mkdtempSync, rmSync, existsSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { fingerprints } = require('./fingerprint');
const { storePairs } = require('./store');

async function withRedis(use) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'onceonly-bench-'));
  const socketPath = path.join(folder, 'redis.sock');
  const args = ['--port', '0', '--unixsocket', socketPath, '--save', '', '--dir', folder];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  try {
    while (!existsSync(socketPath)) await delay(20);
    return await use(socketPath);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(title, rows, digits) {
  const names = Object.keys(rows[0]);
  console.log(`\n${title}\n\n| ${names.join(' | ')} |\n|${names.map(() => '---').join('|')}|`);
  for (const row of rows) {
    const cells = names.map((name, i) => (i === 0 ? row[name] : row[name].toFixed(digits)));
    console.log(`| ${cells.join(' | ')} |`);
  }
}

async function main() {
  console.log(`Node ${process.version}, ${os.cpus()[0].model}, ${os.cpus().length} cores`);
  print(
    'fingerprint of a JSON body, MB per second of CPU time, by size in bytes',
    await fingerprints(),
    0,
  );
  const rows = await withRedis(storePairs);
  print(
    'begin + complete, CPU microseconds of the Node process per pair, by calls in flight',
    rows,
    1,
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
