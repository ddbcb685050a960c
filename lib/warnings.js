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
  ONCEONLY_BLIND_RECOVERY:
    'An operation ran again after its first attempt was abandoned and never looked at effectId, downstreamKey or isRecovery: ' +
    'its effect may have happened twice. Give `effectId` to what it changes, or set `onAbandoned`. The route is',
  ONCEONLY_VALUE_CHANGED:
    'JSON changes a part of what an operation returned, for the first caller and every replay. ' +
    'Return what JSON can hold, or set `serializer`. It is',
  ONCEONLY_EVENT_HANDLER:
    '`onEvent` or `logger` threw; the event is lost and the request goes on. It threw',
};

const MAX_EMITTED = 1000;
const emitted = new Set();

/** Emits one coded process warning, once per process and code. `detail` ends the sentence; it holds no secret. */
function warnOnce(code, detail) {
  emit(code, code, detail);
}

/** The same, once per process, code and detail: for what concerns one route. */
function warnOncePer(code, detail) {
  emit(`${code} ${detail}`, code, detail);
}

function emit(name, code, detail) {
  if (emitted.has(name) || emitted.size >= MAX_EMITTED) return;
  emitted.add(name);
  const message = detail === undefined ? WARNINGS[code] : `${WARNINGS[code]}: ${detail}.`;
  process.emitWarning(message, { type: 'OnceonlyWarning', code });
}

module.exports = { warnOnce, warnOncePer, WARNINGS };
