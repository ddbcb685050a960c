'use strict';

// Runs operations against a real redis-server for a long time and watches the memory of this process.
//
//   node scripts/soak.js              1,000,000 operations
//   node scripts/soak.js 200000       another number
//
// Ends with 1 when the resident memory grows by 1 MiB per 100,000 operations or more over the last 80% of the run.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { IdempotencyHandler, RedisStore } = require('../lib');

const OPERATIONS = Number(process.argv[2] ?? 1_000_000);
const LANES = 32;
const SAMPLES = 100;
const WARM_UP = 0.2;
const PER = 100_000;
const MOST_MIB = 1;
const MIB = 1024 * 1024;

async function startRedis(folder) {
  const socket = path.join(folder, 'redis.sock');
  const place = ['--port', '0', '--unixsocket', socket, '--dir', folder];
  const server = spawn('redis-server', [...place, '--save', '', '--appendonly', 'no'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  while (!fs.existsSync(socket)) await once(server.stdout, 'data');
  server.stdout.resume();
  return { server, socket };
}

/** One operation in four is a replay of the one before. */
function keyOf(index) {
  return `soak-${index % 4 === 3 ? index - 1 : index}`;
}

async function runOperation(handler, index) {
  const { result } = await handler.execute(
    keyOf(index),
    { index: keyOf(index) },
    async (context) => ({
      effectId: context.effectId,
      text: 'x'.repeat(index % 512),
    }),
  );
  if (result.effectId.length === 0) throw new Error('an operation gave no result');
}

/** Runs all operations, some at a time, and calls `onSample` at equal distances. */
async function runAll(handler, onSample) {
  const step = Math.ceil(OPERATIONS / SAMPLES);
  for (let done = 0; done < OPERATIONS; done += step) {
    const end = Math.min(done + step, OPERATIONS);
    let next = done;
    const lane = async () => {
      // A replay follows its first run in the same lane.
      while (next < end) {
        const first = next;
        const last = Math.min(first + 4, end);
        next = last;
        for (let index = first; index < last; index++) await runOperation(handler, index);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    onSample(end, process.memoryUsage().rss);
  }
}

/** The slope of the straight line with the least squares through `[x, y]` points. */
function slopeOf(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const covariance = mean(points.map(([x, y]) => (x - meanX) * (y - meanY)));
  return covariance / mean(points.map(([x]) => (x - meanX) ** 2));
}

function summarize(samples, seconds) {
  const late = samples.filter(([done]) => done > OPERATIONS * WARM_UP);
  const slope = (slopeOf(late) * PER) / MIB;
  const mib = (bytes) => (bytes / MIB).toFixed(1);
  const [first, last] = [late[0], late.at(-1)];
  process.stdout.write(
    [
      `operations         ${OPERATIONS} (${LANES} at a time, ${Math.round(OPERATIONS / seconds)} per second)`,
      `resident at ${WARM_UP * 100}%    ${mib(first[1])} MiB`,
      `resident at the end ${mib(last[1])} MiB`,
      `slope              ${slope.toFixed(3)} MiB per ${PER} operations over the last ${late.length} of ${samples.length} samples`,
      '',
    ].join('\n'),
  );
  return slope < MOST_MIB;
}

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-soak-'));
  const { server, socket } = await startRedis(folder);
  try {
    const store = new RedisStore({ redis: { path: socket } });
    // Redis forgets the results soon, so that only this process could grow.
    const handler = new IdempotencyHandler({ store, resultTTL: 10, budgetMs: 60_000 });
    const samples = [];
    const began = performance.now();
    await runAll(handler, (...sample) => samples.push(sample));
    if (!summarize(samples, (performance.now() - began) / 1000)) process.exitCode = 1;
    await store.close();
  } finally {
    server.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main();
