'use strict';

const { MemoryStore, RedisStore } = require('../../..');
const { internals } = require('../../../lib/store/store');
const { beginCall, completeCall } = require('../scripts');

// Nothing expires while this runs.
const memoryStore = () => new MemoryStore({ maxEntries: 1e7, maxBytes: 2 ** 33 });

function pairOn(store) {
  const { verbs } = internals(store);
  return {
    async pair(id, token, payload) {
      const { fence } = await verbs.begin(beginCall(id, token));
      const { state } = await verbs.complete(completeCall(id, token, fence, payload));
      return state === 'stored';
    },
    close: () => store.close(),
  };
}

module.exports = {
  onceonly: (port) => pairOn(new RedisStore({ redis: { host: '127.0.0.1', port } })),
  'onceonly memory': () => pairOn(memoryStore()),
};
