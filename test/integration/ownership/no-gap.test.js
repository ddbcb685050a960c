'use strict';

const { IdempotencyHandler, RedisStore, generateIdempotencyKey } = require('onceonly');

const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { gatedOperation } = require('../../helpers/gate');

const RUNS = 100;

let handler;
let watcher;

beforeAll(async () => {
  const { url } = await sharedRedis();
  const stores = [1, 2].map(() => new RedisStore({ redis: url }));
  for (const store of stores) atEnd(() => store.close());
  handler = new IdempotencyHandler({ store: stores[0] });
  watcher = stores[1];
});

/** The states in which another connection sees a key while its operation ends as `end` does. */
async function watchEnd(end) {
  const key = generateIdempotencyKey();
  const { run, begun, finish } = gatedOperation();
  const executed = handler.execute(key, {}, () => run().then(end)).catch(() => {});
  await begun;
  const states = new Set();
  let isOver = false;
  const look = async () => states.add((await watcher.inspect(key))?.state ?? 'absent');
  const watch = async () => {
    while (!isOver) await look();
  };
  const watching = watch();
  finish();
  await executed;
  await look();
  isOver = true;
  await watching;
  return states;
}

test.each([
  ['succeeds', () => 'paid', 'done'],
  ['frees it', () => Promise.reject(Object.assign(new Error('busy'), { status: 503 })), 'freed'],
])('a key whose operation %s is never seen without a record', async (_, end, last) => {
  const seen = new Set();
  for (let i = 0; i < RUNS; i++) for (const state of await watchEnd(end)) seen.add(state);
  seen.delete('running');
  expect([...seen]).toEqual([last]);
});
