'use strict';

const WARNINGS = {
  ONCEONLY_MEMORY_STORE:
    'idempotency() runs on the embedded store, which protects this process only. ' +
    'Set the `redis` option when more than one process serves the route, or pass `store: new MemoryStore()` to say that one does.',
  ONCEONLY_MEMORY_STORE_FILLING:
    'The embedded store is three quarters full. It keeps each key for `resultTTL`, and when it is full new keys get 503: it takes ' +
    'maxEntries / resultTTL new keys a second. Shorten `resultTTL`, raise `maxEntries` and `maxBytes`, or set `redis`. Its limits are',
  ONCEONLY_STORE_OF_VERBS:
    'defineStore() was called with the six verbs of the protocol, which the next version does not take. ' +
    'Give it the functions `insert`, `look` and `swap`, as docs/guides/custom-stores.md says.',
  ONCEONLY_NO_SCOPE:
    'idempotency() has no `scope` option on a shared store: two users who send the same key to the same route share one answer. ' +
    'Return the user or tenant from `scope(req)`.',
  ONCEONLY_REDIS_REFUSES:
    'Redis refuses this client, and every idempotent request gets 503 until a setting is changed',
  ONCEONLY_REDIS_UNAVAILABLE:
    'Redis cannot be used now, and idempotent requests get 503 until it can',
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
  ONCEONLY_ERROR_CHANGED:
    'An error that an operation threw comes back as another one in a retry, so that your error handler may answer otherwise. ' +
    'Name its class in `errorClasses`, or keep it with `errorSerializer`. It is',
  ONCEONLY_RESULT_TOO_LARGE:
    'A result is larger than `maxResultBytes` and is not kept: every retry gets 409 RESULT_NOT_REPLAYABLE. ' +
    'Raise the limit, or return less, such as an id. The route is',
  ONCEONLY_RESULT_NOT_KEPT:
    'A result or an error cannot be made into bytes and is not kept: every retry gets 409 RESULT_NOT_REPLAYABLE. ' +
    'Return what JSON can hold, or mend `serializer` or `errorSerializer`. The route and what was thrown are',
  ONCEONLY_RESPONSE_IN_EXECUTE:
    'The response was sent inside `execute`, where a retry cannot send it again: every retry gets 409 RESULT_NOT_REPLAYABLE. ' +
    "Write the response after `execute`, or use mode: 'response'. The route is",
  ONCEONLY_FOREIGN_ERROR:
    'An operation failed with an error of an HTTP client, an SDK or the network: its effect may exist, so the error is stored and the key does not run again. ' +
    'Give `effectId` or `downstreamKey()` to the call, or decide with `storeIf`, a `cacheErrors` function or `err.retryable`. It is',
  ONCEONLY_UNKNOWN_STATUS:
    'A captured response has a status that does not tell whether the handler had an effect: the outcome of its key is unknown. ' +
    'Mount rate limiters before idempotency(), call `res.idempotency.skip()`, or set `cacheStatus`. It is',
  ONCEONLY_EXPRESS_4:
    'An async handler on Express 4 calls execute(), and Express 4 does not see what it rejects with: the first refusal ends the process. ' +
    'Wrap the handler in asyncRoute(). The route is',
  ONCEONLY_EVENT_HANDLER:
    '`onEvent` or `logger` threw; the event is lost and the request goes on. It threw',
};

/** @type {boolean | undefined} */
let isProduction;

// Read once: each look at the environment asks the system. At the first result, when an app has set it by itself.
function inProduction() {
  isProduction ??= process.env.NODE_ENV === 'production';
  return isProduction;
}

const MAX_EMITTED = 1000;
const emitted = new Set();

/** Emits one coded process warning, once per process and code. `detail` ends the sentence; it holds no secret. */
function warnOnce(code, detail) {
  emit(code, code, detail);
}

/** The same, once per process, code and `about`: for what concerns one route. */
function warnOncePer(code, detail, about = detail) {
  emit(`${code} ${about}`, code, detail);
}

function emit(name, code, detail) {
  if (emitted.has(name) || emitted.size >= MAX_EMITTED) return;
  emitted.add(name);
  warn(code, detail);
}

/** The same each time: for what happens once in the life of what it concerns. */
function warn(code, detail) {
  const message = detail === undefined ? WARNINGS[code] : `${WARNINGS[code]}: ${detail}.`;
  process.emitWarning(message, { type: 'OnceonlyWarning', code });
}

module.exports = { inProduction, warn, warnOnce, warnOncePer, WARNINGS };
