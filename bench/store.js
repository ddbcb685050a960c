'use strict';

const { readFileSync } = require('node:fs');
const path = require('node:path');
const { randomBytes } = require('node:crypto');
const Redis = require('ioredis');
const { RedisStore } = require('..');
const { alternate } = require('./measure');

const { internals } = require('../lib/store/store');

const PAIRS = 8000;
const ROUNDS = 5;
const SCRIPTS = path.join(__dirname, '..', 'addon', 'store', 'scripts');
const PAYLOAD = Buffer.from('j{"id":"ch_1","amount":4200,"status":"succeeded"}');
const FINGERPRINT = 'f'.repeat(49);
const HINT = 'h'.repeat(11);
const token = (bytes) => randomBytes(bytes).toString('base64url');

async function inFlight(width, pair) {
  let left = PAIRS;
  const lane = async () => {
    while (left-- > 0) await pair(token(32), token(16));
  };
  await Promise.all(Array.from({ length: width }, lane));
}

function nativePair(verbs) {
  const common = { fingerprint: FINGERPRINT, hint: HINT, label: 'POST:/charge', timeoutMs: 2000 };
  return async (id, own) => {
    const begin = {
      ...common,
      id,
      token: own,
      otherFingerprint: '',
      leaseMs: 60_000,
      keepMs: 600_000,
    };
    const { fence } = await verbs.begin({ ...begin, onAbandoned: 'retry', maxAttempts: 3 });
    const outcome = {
      fence,
      attempt: 1,
      ttlMs: 60_000,
      kind: 'value',
      isOwner: true,
      payload: PAYLOAD,
    };
    await verbs.complete({ ...common, id, token: own, ...outcome });
  };
}

function ioredisPair(redis) {
  for (const name of ['begin', 'complete']) {
    const lua = readFileSync(path.join(SCRIPTS, `${name}-2.lua`), 'utf8');
    redis.defineCommand(`once_${name}`, { numberOfKeys: 2, lua });
  }
  return async (id, own) => {
    const keys = [`idem:lock:{${id}}`, `idem:result:{${id}}`];
    const limits = [60_000, 600_000, Number.MAX_SAFE_INTEGER, 'take', 3];
    const begin = [own, FINGERPRINT, '', HINT, 'POST:/charge', ...limits];
    const [, , fence] = await redis.once_begin(...keys, ...begin);
    const outcome = [fence, 1, 60_000, 'v', '1', PAYLOAD];
    await redis.once_complete(...keys, own, FINGERPRINT, HINT, 'POST:/charge', ...outcome);
  };
}

/** Rows of `{ width, onceonly, ioredis }`: CPU microseconds of this process per begin + complete pair. */
async function storePairs(socketPath) {
  const store = new RedisStore({ redis: { path: socketPath } });
  const redis = new Redis({ path: socketPath, enableAutoPipelining: true });
  const native = nativePair(internals(store).verbs);
  const peer = ioredisPair(redis);
  const rows = [];
  for (const width of [1, 32]) {
    const spent = await alternate(
      { onceonly: () => inFlight(width, native), ioredis: () => inFlight(width, peer) },
      ROUNDS,
    );
    rows.push({ width, onceonly: spent.onceonly / PAIRS, ioredis: spent.ioredis / PAIRS });
  }
  await store.close();
  redis.disconnect();
  return rows;
}

module.exports = { storePairs };
