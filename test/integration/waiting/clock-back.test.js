'use strict';

const { IdempotencyHandler, defineStore, generateIdempotencyKey } = require('onceonly');

const { internals } = require('../../../lib/store/store');
const { atEnd } = require('../../helpers/cleanups');
const { gatedOperation } = require('../../helpers/gate');
const { until } = require('../../helpers/until');

const HOUR_MS = 3_600_000;
const LEASE_S = 1;
const BODY = { amount: 5 };

/** Records that several stores share, in the way of a database, by a clock of its own that can be set. */
function createServer() {
  const records = new Map();
  let aheadMs = 0;
  const clock = () => Date.now() + aheadMs;
  const foundAt = (id) => {
    const found = records.get(id);
    return found && { record: found.record, ttlMs: found.expires - clock(), now: clock() };
  };
  const functions = {
    insert(id, record, ttlMs) {
      if (records.has(id)) return foundAt(id);
      records.set(id, { record, expires: clock() + ttlMs });
      return { now: clock() };
    },
    look: (id) => foundAt(id) ?? null,
    swap(id, expected, next, ttlMs) {
      const found = records.get(id);
      if (!found?.record.equals(expected)) return false;
      const expires = ttlMs === undefined ? found.expires : clock() + ttlMs;
      if (next === null) records.delete(id);
      else records.set(id, { record: next, expires });
      return true;
    },
  };
  return { functions, setClock: (ms) => (aheadMs = ms) };
}

test('a request that waits takes over from a dead owner, though the clock of the store went back meanwhile', async () => {
  const server = createServer();
  const [dying, other] = [0, 1].map(() => defineStore(server.functions, { shared: true }));
  atEnd(() => other.close());
  const key = generateIdempotencyKey();
  const operation = gatedOperation();
  const options = { lockTTL: LEASE_S, onAbandoned: 'retry' };
  const first = new IdempotencyHandler({ store: dying, ...options }).execute(
    key,
    BODY,
    operation.run,
  );
  await operation.begun;
  const waits = { inProgress: 'wait', maxWaitMs: 20_000 };
  const waiting = new IdempotencyHandler({ store: other, ...options, ...waits }).execute(
    key,
    BODY,
    async ({ attempt }) => ({ attempt }),
  );
  await until(() => internals(other).waiters.size === 1, 'it waits');
  await dying.close();
  server.setClock(-HOUR_MS);
  expect(await waiting).toMatchObject({ cached: false, result: { attempt: 2 } });
  operation.finish({ attempt: 1 });
  await first.catch(() => {});
});
