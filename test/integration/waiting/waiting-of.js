'use strict';

const { IdempotencyHandler, RedisStore, generateIdempotencyKey } = require('onceonly');

const { gatedOperation } = require('../../helpers/gate');
const { atEnd } = require('../../helpers/cleanups');
const { until } = require('../../helpers/until');
const { internals } = require('../../../lib/store/store');

const PATIENT = { budgetMs: 20_000 };
const WAIT = { ...PATIENT, inProgress: 'wait', maxWaitMs: 60_000 };
const body = { amount: 5 };

/** A store with connections of its own, as another process has them. */
function ownStore(redis) {
  const store = new RedisStore({ redis, commandTimeoutMs: 20_000 });
  atEnd(() => store.close());
  return store;
}

/**
 * Runs a gated operation under a fresh key on `store`, and has `count` more requests on each of `others` wait for it,
 * whose operation is `next`. Gives all of them and the promises of their results.
 */
async function startWaiting({ store, others, count, next }) {
  const key = generateIdempotencyKey();
  const operation = gatedOperation();
  const first = new IdempotencyHandler({ store, ...PATIENT }).execute(key, body, operation.run);
  first.catch(() => {});
  await operation.begun;
  const handlers = others.map((other) => new IdempotencyHandler({ store: other, ...WAIT }));
  const oneMore = (handler = handlers[0]) => handler.execute(key, body, next);
  const waiting = handlers.flatMap((each) => Array.from({ length: count }, () => oneMore(each)));
  for (const each of waiting) each.catch(() => {});
  const waitingAt = (each) => internals(each).waiters.size === count;
  await until(() => others.every(waitingAt), 'all of them wait');
  return { operation, first, waiting, oneMore };
}

module.exports = { ownStore, startWaiting };
