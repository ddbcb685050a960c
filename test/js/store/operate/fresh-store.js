'use strict';

const { randomBytes } = require('node:crypto');
const { MemoryStore, RedisStore, generateIdempotencyKey } = require('onceonly');

const { internals } = require('../../../../lib/store/store.js');
const { recordNames } = require('../../../../lib/identity/record-id.js');
const { sharedRedis } = require('../../../helpers/each-store.js');
const { until } = require('../../../helpers/until.js');
const { mapStore } = require('../map-store.js');

const FINGERPRINT = 'f'.repeat(49);
const token = () => randomBytes(16).toString('base64url');

/** Defines the tests of `define(store)` on a store of every kind. Each test has one of its own, without a record: `store()`. */
function onFreshStores(define) {
  describe.each([
    ['the embedded store', () => new MemoryStore()],
    [
      'Redis',
      async () => new RedisStore({ redis: (await sharedRedis()).url, prefix: token().slice(0, 9) }),
    ],
    ['a store in JavaScript', () => mapStore()],
  ])('on %s', (_, makeStore) => {
    let store;
    beforeEach(async () => {
      store = await makeStore();
    });
    afterEach(() => store.close());
    define(() => store);
  });
}

/** Stores a result under a key of its own, and gives its id. */
async function putResult(store, { kind = 'value', label = '', payload = 'j1', key } = {}) {
  const names = recordNames({ key: key ?? generateIdempotencyKey() });
  const call = { ...names, token: token(), fingerprint: FINGERPRINT, otherFingerprint: '', label };
  const numbers = { fence: 7, attempt: 1, ttlMs: 600_000, timeoutMs: 2000, record: '' };
  // Only an owner stores an error.
  if (kind !== 'value') await putClaim(store, { ...call, leaseMs: 60_000 });
  const outcome = { kind, isOwner: kind !== 'value', payload: Buffer.from(payload) };
  await internals(store).verbs.complete({ ...call, ...numbers, ...outcome });
  return names.id;
}

/** Claims a key, and gives its id. */
async function putClaim(store, { label = '', leaseMs = 60_000, ...names } = {}) {
  const own = { ...recordNames({ key: generateIdempotencyKey() }), ...names };
  const call = { token: token(), fingerprint: FINGERPRINT, otherFingerprint: '', ...own, label };
  const rules = { onAbandoned: 'retry', maxAttempts: 3, timeoutMs: 2000 };
  await internals(store).verbs.begin({ ...call, ...rules, leaseMs, keepMs: 600_000 });
  return { ...call };
}

/** Leaves a key whose outcome nobody knows, and gives its id. */
async function putUnknown(store, { label } = {}) {
  const { id, token: own } = await putClaim(store, { label, leaseMs: 20 });
  await release(store, id, own, 'silent');
  await until(async () => (await store.inspect({ id })).state === 'unknown', 'its lease is over');
  return id;
}

/** Leaves a freed key, and gives its id. */
async function putFreed(store, { label } = {}) {
  const { id, token: own } = await putClaim(store, { label });
  await release(store, id, own, 'free');
  return id;
}

function release(store, id, own, reason) {
  const call = { id, token: own, reason, timeoutMs: 2000, record: '' };
  return internals(store).verbs.release(call);
}

/** One record in each state, `{ state: id }`. */
async function putOneOfEach(store, { label } = {}) {
  return {
    running: (await putClaim(store, { label })).id,
    unknown: await putUnknown(store, { label }),
    freed: await putFreed(store, { label }),
    value: await putResult(store, { label }),
    error: await putResult(store, { label, kind: 'error', payload: 'e{"message":"no"}' }),
    tombstone: await putResult(store, { label, kind: 'tombstone', payload: 't{}' }),
  };
}

module.exports = { onFreshStores, putClaim, putFreed, putOneOfEach, putResult, putUnknown };
