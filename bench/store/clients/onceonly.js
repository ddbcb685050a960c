'use strict';

const { MemoryStore, RedisStore } = require('../../..');
const { internals } = require('../../../lib/store/store');
const { beginCall, completeCall, inspectCall } = require('../calls');

// Nothing expires while this runs.
const memoryStore = () => new MemoryStore({ maxEntries: 1e7, maxBytes: 2 ** 33 });
const redisStore = (port) => new RedisStore({ redis: { host: '127.0.0.1', port } });

/** begin and complete apart, `pair` for both, and `stored(id)`: the payload under an id. */
function clientOf(store) {
  const { verbs } = internals(store);
  const begin = (id, token, timeoutMs) => verbs.begin(beginCall(id, token, timeoutMs));
  const complete = (id, token, { fence }, payload) =>
    verbs.complete(completeCall(id, token, fence, payload));
  return {
    begin,
    complete,
    async pair(id, token, payload) {
      const { state } = await complete(id, token, await begin(id, token), payload);
      return state === 'stored';
    },
    async stored(id) {
      const { payload } = await verbs.inspect(inspectCall(id));
      return payload?.toString('latin1');
    },
    partOf: (id) => verbs.partOf(id),
    close: () => store.close(),
  };
}

const onRedis = (port) => clientOf(redisStore(port));

module.exports = {
  onRedis,
  CLIENTS: { onceonly: onRedis, 'onceonly memory': () => clientOf(memoryStore()) },
};
