'use strict';

const fs = require('node:fs');
const { setTimeout: wait } = require('node:timers/promises');
const { isDeepStrictEqual } = require('node:util');

// A test may put a copy of the package in its place.
const { IdempotencyHandler, MemoryStore, RedisStore } = require(
  process.env.ONCEONLY_PACKAGE ?? '../../../../lib',
);

const ROUNDS = 500;

/** What the test gave this program, in the main thread. */
function programArguments() {
  return JSON.parse(process.argv[2]);
}

/** The JSON that the test gets. */
function report(value) {
  fs.writeSync(1, JSON.stringify(value));
}

/** The `redis` option for one of the ways to a server; `place` has its port, TLS port, socket path and CA file. */
function redisOption(way, { port, tlsPort, socketPath, caFile, host = '127.0.0.1' }) {
  switch (way) {
    case 'tcp':
      return { host, port };
    case 'unix':
      return { path: socketPath };
    case 'tls':
      return { host, port: tlsPort ?? port, tls: caFile ? { ca: fs.readFileSync(caFile) } : true };
    default:
      return { host, port, username: 'default', password: async () => 'any' };
  }
}

/** Runs `operation` under `key`, however slow the machine is. */
async function runOnce(store, key, operation = async () => key) {
  const handler = new IdempotencyHandler({ store, budgetMs: 60_000 });
  const { result, cached } = await handler.execute(key, {}, operation);
  return { result, cached };
}

/** Settings of a store that waits for a slow machine. */
const PATIENT = { connectTimeoutMs: 2000, commandTimeoutMs: 60_000 };

/** A store of its own, over 'tcp', 'unix', 'tls', a 'password' that is asked for, or in 'memory'. */
function openStore(way, place, options = {}) {
  if (way === 'memory') return new MemoryStore();
  return new RedisStore({ redis: redisOption(way, place), ...options });
}

// The addresses of sockets are of no interest, and looking their names up takes time.
process.report.excludeNetwork = true;

/** How many file descriptors the process has, and handles its event loop, by type; the addon's count too. */
function openHandles() {
  const handles = {};
  for (const { type } of process.report.getReport().libuv) {
    handles[type] = (handles[type] ?? 0) + 1;
  }
  return { files: fs.readdirSync('/proc/self/fd').length, handles };
}

/** Waits until as much is open as `before`, or says what is open in the end; what is closed takes a turn or two to go. */
async function openHandlesAsBefore(before, eachRound = () => {}) {
  for (let left = ROUNDS; left > 0 && !isDeepStrictEqual(openHandles(), before); left--) {
    eachRound();
    await wait(10);
  }
  return openHandles();
}

/** Settles every promise and gives the code, and the code behind it, of each that was rejected; 'ok' for the others. */
async function outcomes(promises) {
  const settled = await Promise.allSettled(promises);
  return settled.map(({ status, reason }) =>
    status === 'fulfilled' ? 'ok' : [reason.code, reason.cause?.code].join(' '),
  );
}

module.exports = {
  PATIENT,
  IdempotencyHandler,
  openHandles,
  openHandlesAsBefore,
  openStore,
  outcomes,
  programArguments,
  redisOption,
  report,
  runOnce,
};
