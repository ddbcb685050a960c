'use strict';

const { createStore, IdempotencyHandler } = require('../../..');
const { LEASE_S } = require('./limits');

const OUTCOMES = {
  LOCK_FAILED: 'unavailable',
  REQUEST_IN_PROGRESS: 'running',
};

function redisOf({ url, sentinels, name }, minReplicas) {
  const place = sentinels === undefined ? placeOf(url) : { sentinels, name };
  return { ...place, minReplicas };
}

function placeOf(url) {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

/** The product: `pay(key, charge)` gives `{ outcome, answer }`, and `slotName(key)` the text whose slot a key has. */
function open(place, minReplicas) {
  const store = createStore({ redis: redisOf(place, minReplicas) });
  const handler = new IdempotencyHandler({ store, lockTTL: LEASE_S });
  return {
    async pay(key, charge) {
      try {
        const { result } = await handler.execute(key, { amount: 1 }, () => charge());
        return { outcome: 'paid', answer: result };
      } catch (error) {
        return { outcome: OUTCOMES[error.code] ?? `${error.code}: ${error.message}` };
      }
    },
    async slotName(key) {
      return (await store.inspect(key)).id;
    },
    close: () => store.close(),
  };
}

module.exports = {
  onceonly: (place) => open(place, 0),
  'onceonly, `minReplicas` all': (place) => open(place, place.replicas),
};
