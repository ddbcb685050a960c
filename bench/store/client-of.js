'use strict';

const { internals } = require('../../lib/store/store');
const { beginCall, completeCall } = require('./calls');

/** begin and complete on a store as the middleware makes them: it knows the record that it has written. */
function clientOf(store) {
  const { verbs } = internals(store);
  return {
    async pair(id, token, payload) {
      const { fence, record } = await verbs.begin(beginCall(id, token));
      const call = { ...completeCall(id, token, fence, payload), record };
      return (await verbs.complete(call)).state === 'stored';
    },
    close: () => store.close(),
  };
}

module.exports = { clientOf };
