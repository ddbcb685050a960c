'use strict';

const fs = require('node:fs');
const { setTimeout: wait } = require('node:timers/promises');

// A test may put a copy of the package in its place.
const { IdempotencyHandler, MemoryStore, RedisStore, defineStore } = require(
  process.env.ONCEONLY_PACKAGE ?? '../../../../lib',
);

// On Node 24 a thread that ends leaves a timer or so to the main thread for eight seconds, also one without the package.
const ROUNDS = 2000;
const FEW = 10;

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

/** A store that was used and closed: what a process opens once only is open after that. */
async function useOneStore(way, place) {
  const store = openStore(way, place, PATIENT);
  await runOnce(store, 'first');
  await store.close();
  await wait(10);
}

/** A store in JavaScript whose functions answer after a while: another call is under way meanwhile. */
function customStore() {
  const records = new Map();
  const later =
    (run) =>
    (id, ...values) =>
      wait(1).then(() => run(id, ...values));
  const write = (id, record, ttlMs) => records.set(id, { record, ttlMs }).has(id);
  return defineStore({
    insert: later((id, record, ttlMs) => !records.has(id) && write(id, record, ttlMs)),
    look: later((id) => records.get(id) ?? null),
    swap: later((id, expected, record, ttlMs = records.get(id)?.ttlMs) => {
      if (!records.get(id)?.record.equals(expected)) return false;
      return record === null ? records.delete(id) : write(id, record, ttlMs);
    }),
  });
}

/** A store of its own, over 'tcp', 'unix', 'tls', a 'password' that is asked for, in 'memory', or 'custom'. */
function openStore(way, place, options = {}) {
  if (way === 'memory') return new MemoryStore();
  if (way === 'custom') return customStore();
  return new RedisStore({ redis: redisOption(way, place), ...options });
}

// The addresses of sockets are of no interest, and looking their names up takes time.
process.report.excludeNetwork = true;

/** How many handles the event loop has, by type, the addon's too, and how many `files` the process. */
function openHandles() {
  const open = { files: fs.readdirSync('/proc/self/fd').length };
  for (const { type } of process.report.getReport().libuv) open[type] = (open[type] ?? 0) + 1;
  // V8 has some timers of its own, that come and go.
  if (open.timer <= FEW) delete open.timer;
  return open;
}

/** What is open beyond `before`, by kind; what is closed takes a turn or two to go, and is waited for. */
async function leftOpen(before, eachRound = () => {}) {
  let more = beyond(before);
  for (let left = ROUNDS; left > 0 && Object.keys(more).length > 0; left--) {
    eachRound();
    await wait(10);
    more = beyond(before);
  }
  return more;
}

function beyond(before) {
  const more = Object.entries(openHandles()).map(([kind, count]) => [
    kind,
    count - (before[kind] ?? 0),
  ]);
  return Object.fromEntries(more.filter(([, count]) => count > 0));
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
  leftOpen,
  openStore,
  outcomes,
  programArguments,
  redisOption,
  report,
  runOnce,
  useOneStore,
};
