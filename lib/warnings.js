'use strict';

const WARNINGS = {
  ONCEONLY_MEMORY_STORE:
    'idempotency() runs on the embedded store, which protects this process only. ' +
    'Set the `redis` option when more than one process serves the route, or pass `store: new MemoryStore()` to say that one does.',
  ONCEONLY_NO_SCOPE:
    'idempotency() has no `scope` option on a shared store: two users who send the same key to the same route share one answer. ' +
    'Return the user or tenant from `scope(req)`.',
  ONCEONLY_REDIS_REFUSES:
    'Redis refuses this client, and every idempotent request gets 503 until a setting is changed',
  ONCEONLY_REDIS_CLUSTER:
    'The server is a node of a Redis Cluster, which is not supported yet: every idempotent request gets 503.',
  ONCEONLY_EVICTION_POLICY:
    'Redis may drop records when it is full, and an operation whose record is dropped can run again. ' +
    'Set `maxmemory-policy noeviction`; it is',
  ONCEONLY_OLD_REDIS: 'Redis 6.2 or newer is needed; the server is',
};

const emitted = new Set();

/** Emits one coded process warning, once per process and code. `detail` ends the sentence; it holds no secret. */
function warnOnce(code, detail) {
  if (emitted.has(code)) return;
  emitted.add(code);
  const message = detail === undefined ? WARNINGS[code] : `${WARNINGS[code]}: ${detail}.`;
  process.emitWarning(message, { type: 'OnceonlyWarning', code });
}

module.exports = { warnOnce, WARNINGS };
