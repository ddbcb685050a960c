'use strict';

const { helpOf } = require('../util/help');

/**
 * Every warning: a sentence or two with the cure. A template gets the value of the warning: a route, a size, a class,
 * an address without its login. Never a secret. `about` is a route and further words.
 * @type {Record<string, string | ((about: string) => string)>}
 */
const WARNINGS = {
  ONCEONLY_MEMORY_STORE:
    'idempotency() runs on the store in memory, which protects this process only. Set `redis` if more than one process ' +
    'serves the route. Pass `store: new MemoryStore()` if one process does.',
  ONCEONLY_MEMORY_STORE_FILLING: (limits) =>
    `The store in memory is three quarters full. It has room for ${limits} and keeps each key for \`resultTTL\`, so it takes ` +
    'maxEntries / resultTTL new keys a second. When it is full, new keys get 503. Shorten `resultTTL`, raise `maxEntries` ' +
    'and `maxBytes`, or set `redis`.',
  ONCEONLY_STORE_OF_VERBS:
    'A store was defined by the six verbs of the protocol, which version 0.3.0 does not take. ' +
    'Define it by the functions `insert`, `look` and `swap`, as onceonly/docs/guides/custom-stores.md shows.',
  ONCEONLY_NO_SCOPE:
    'idempotency() has no `scope` option on a shared store. Two users who send the same key to the same route share one ' +
    'response. Return the user or tenant from `scope(req)`, or set `scope: false` if you want this.',
  ONCEONLY_REDIS_REFUSES: (reason) =>
    `Redis refuses this client: ${reason}. Every idempotent request gets 503 until you change a setting.`,
  ONCEONLY_REDIS_UNAVAILABLE: (reason) =>
    `Redis cannot be used now: ${reason}. Idempotent requests get 503 until it can.`,
  ONCEONLY_REDIS_CLUSTER:
    'The server is a node of a Redis Cluster, and the store takes it for the only server: `cluster` is false, `db` is not 0, or a ' +
    'proxy hides the cluster. Keys of other nodes get 503. Leave out `cluster: false`, and use database 0.',
  ONCEONLY_EVICTION_POLICY: (policy) =>
    `Redis has \`maxmemory-policy ${policy}\` and may drop records when it is full. An operation whose record is dropped ` +
    'can run again. Set `maxmemory-policy noeviction`.',
  ONCEONLY_OLD_REDIS: (version) => `The server is Redis ${version}. Use Redis 6.2 or newer.`,
  ONCEONLY_POSTGRES_REFUSES: (reason) =>
    `PostgreSQL refuses the store: ${reason}. Every idempotent request gets 503 until you change that.`,
  ONCEONLY_POSTGRES_UNAVAILABLE: (reason) =>
    `PostgreSQL cannot be used now: ${reason}. Idempotent requests get 503 until it can.`,
  ONCEONLY_POSTGRES_COMMIT: (setting) =>
    `PostgreSQL has \`${setting}\` and may forget its last records when it crashes. An operation whose record is lost can run ` +
    'again. Set `synchronous_commit` and `fsync` to `on`.',
  ONCEONLY_SQLITE_UNAVAILABLE: (reason) =>
    `The file of SqliteStore cannot be used now: ${reason}. Idempotent requests get 503 until it can.`,
  ONCEONLY_SQLITE_SYNCHRONOUS: (level) =>
    `The database that you gave to \`storeIn\` has \`PRAGMA synchronous\` ${level}. A loss of power may undo its last commits, ` +
    'and their operations can run again. Run `PRAGMA synchronous = FULL` on it.',
  ONCEONLY_BLIND_RECOVERY: (route) =>
    `An operation of ${route} ran again after its first attempt was abandoned. It never looked at effectId, downstreamKey or ` +
    'isRecovery, so its effect may have happened twice. Give `effectId` to the system that has the effect, or set `onAbandoned`.',
  ONCEONLY_VALUE_CHANGED: (about) =>
    `JSON changes a part of a result at ${about.trim()}, for the first caller and every replay. ` +
    'Return values that JSON can hold, or set `serializer`.',
  ONCEONLY_ERROR_CHANGED: (about) =>
    `An error comes back changed in a retry, at ${about}. Your error handler may answer differently. ` +
    'Name its class in `errorClasses`, or keep it with `errorSerializer`.',
  ONCEONLY_RESULT_TOO_LARGE: (about) =>
    `A result is too large to be stored (${about}). Every retry gets 409 RESULT_NOT_REPLAYABLE. ` +
    'Raise the limit, or return less, such as an id.',
  ONCEONLY_RESULT_NOT_KEPT: (about) =>
    `A result or an error cannot be made into bytes (${about}). Every retry gets 409 RESULT_NOT_REPLAYABLE. ` +
    'Return values that JSON can hold, or mend `serializer` or `errorSerializer`.',
  ONCEONLY_RESPONSE_IN_EXECUTE: (route) =>
    `The response of ${route} was sent inside \`execute\`, where a retry cannot send it again. Every retry gets 409 ` +
    "RESULT_NOT_REPLAYABLE. Write the response after `execute`, or use mode: 'response'.",
  ONCEONLY_FOREIGN_ERROR: (about) =>
    `An operation failed with an error of an HTTP client, an SDK or the network, at ${about}. Its effect may exist, so the ` +
    'error is stored and the key does not run again. Give `effectId` or `downstreamKey()` to the call, or decide with ' +
    '`storeIf`, a `cacheErrors` function or `err.retryable`.',
  ONCEONLY_UNKNOWN_STATUS: (about) =>
    `The response of ${about} has a status that does not tell whether the handler had an effect, so the outcome of its key is ` +
    'unknown. Mount rate limiters before idempotency(), call `res.idempotency.skip()`, or set `cacheStatus`.',
  ONCEONLY_EXPRESS_4: (route) =>
    `The async handler of ${route} calls execute() on Express 4, which does not see its rejection: the first refusal ends the ` +
    'process. Wrap the handler in asyncRoute().',
  ONCEONLY_EVENT_HANDLER: (thrown) =>
    `\`onEvent\`, \`logger\` or a subscriber of onceonly:event threw ${thrown}. The event is lost and the request goes on. ` +
    'Mend the handler.',
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

/**
 * Emits one coded process warning, once per process and code. `about` goes into its template.
 * @param {string} code
 * @param {string} [about]
 */
function warnOnce(code, about) {
  emit(code, code, about);
}

/**
 * The same, once per process, code and `name`: for warnings about one route.
 * @param {string} code
 * @param {string} about
 * @param {string} [name]
 */
function warnOncePer(code, about, name = about) {
  emit(`${code} ${name}`, code, about);
}

/**
 * Warns of a handler of events that has thrown. Its message may hold anything, so only the name of the error is told.
 * @param {any} error
 */
function warnOfHandler(error) {
  warnOnce('ONCEONLY_EVENT_HANDLER', error?.name ?? typeof error);
}

/**
 * @param {string} name
 * @param {string} code
 * @param {string} [about]
 */
function emit(name, code, about) {
  if (emitted.has(name) || emitted.size >= MAX_EMITTED) return;
  emitted.add(name);
  warn(code, about);
}

/**
 * The same, but each time: for warnings that come once in the life of their store.
 * @param {string} code
 * @param {string} [about]
 */
function warn(code, about) {
  const message = `${messageOf(code, about)} See ${helpOf('warnings', code)}.`;
  process.emitWarning(message, { type: 'OnceonlyWarning', code });
}

/**
 * @param {string} code
 * @param {string} [about]
 * @param {string} code
 * @param {string} [about]
 */
function messageOf(code, about) {
  const text = WARNINGS[code];
  return typeof text === 'function' ? text(/** @type {string} */ (about)) : text;
}

module.exports = { inProduction, warn, warnOfHandler, warnOnce, warnOncePer, WARNINGS };
