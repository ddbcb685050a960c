'use strict';

const { MemoryStore, RedisStore } = require('../../..');
const { internals } = require('../../../lib/store/store');
const { verbCalls } = require('../scripts');

function pairOn(store) {
  const { verbs } = internals(store);
  return {
    async pair(id, token, payload) {
      const { begin, complete } = verbCalls(id, token, payload);
      const { fence } = await verbs.begin(begin);
      complete.fence = fence;
      const { state } = await verbs.complete(complete);
      return state === 'stored';
    },
    close: () => store.close(),
  };
}

module.exports = {
  onceonly: (port) => pairOn(new RedisStore({ redis: { host: '127.0.0.1', port } })),
  'onceonly memory': () => pairOn(new MemoryStore()),
};
