'use strict';

const { randomUUID } = require('node:crypto');

const { KEEP_MS, LEASE_S } = require('./limits');

/** Stores a result only for the owner: the key still holds the claim of this attempt. */
const COMPLETE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

/**
 * The route that a careful developer writes: SET NX with a token and a lease, then a script that stores the result for the owner of
 * that token. An error before the charge is 503. After the charge the client gets its answer, stored or not. `redis` has
 * `claim(key, value, ms)`, `get(key)` and `complete(script, key, ...args)`.
 */
function byHand(redis) {
  async function begin(key, claim) {
    if ((await redis.claim(key, claim, LEASE_S * 1000)) !== null) return { isOwner: true };
    const found = await redis.get(key);
    if (found?.startsWith('done:')) return { outcome: 'paid', answer: JSON.parse(found.slice(5)) };
    return { outcome: 'running' };
  }
  return {
    async pay(key, charge) {
      const claim = `running:${randomUUID()}`;
      let begun;
      try {
        begun = await begin(key, claim);
      } catch {
        return { outcome: 'unavailable' };
      }
      if (!begun.isOwner) return begun;
      const answer = await charge();
      const done = `done:${JSON.stringify(answer)}`;
      await redis.complete(COMPLETE, key, claim, done, `${KEEP_MS}`).catch(() => {});
      return { outcome: 'paid', answer };
    },
    slotName: (key) => Promise.resolve(key),
    close: () => redis.close(),
  };
}

module.exports = { byHand };
