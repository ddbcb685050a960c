'use strict';

/** @import { Finding, PromiseRow, StorePromise } from '../../../types/operate' */
/** @import { Known } from './findings' */

// The rows of docs/internals/guarantees.md, and those below them.
/** @type {Record<PromiseRow, string>} */
const TEXTS = {
  process:
    'While this process lives, one stored result per key and one run. Other processes know nothing of it.',
  durable:
    'One stored result per key and one run, for all processes, also across a crash of the server.',
  lossy:
    'One stored result per key and one run, for all processes, less what the server loses at a crash or failover.',
  evictable:
    'The server may drop any record to make room. Its key is new then, and its operation runs again.',
  volatile:
    'The server keeps records in memory. After its restart keys are new, and their operations run again.',
  none: "The store can't serve. Requests get 503, and nothing runs.",
  unknown: 'The server does not tell enough. Give what you know as `assume`.',
  postgres:
    'One stored result per key and one run, for all processes, also across a crash of the server. With `transaction` or `storeIn` your ' +
    'rows and the result commit together, or neither does.',
  sqlite:
    'One stored result per key and one run, for the processes of this machine, also across a loss of power. With `transaction` or ' +
    '`storeIn` your rows in the same file and the result commit together, or neither does.',
  custom: 'What the functions of your store promise. `onceonly/contract` tests them.',
};

const LIMITS = new Set(['eviction', 'aof', 'replicas']);

/**
 * The row of the promises that holds, and the findings that keep it from being the best.
 * @param {Known} known
 * @param {Finding[]} findings
 * @returns {StorePromise}
 */
function promiseOf(known, findings) {
  const row = rowOf(known);
  const limits = findings
    .filter(({ code, level }) => LIMITS.has(code) && !['ok', 'assumed'].includes(level))
    .map(({ code }) => code);
  return { row, text: TEXTS[row], limits };
}

/**
 * The worst that is known. What is not known may be worse than what is.
 * @param {Known} known
 * @returns {PromiseRow}
 */
function rowOf({ kind, failure, server }) {
  if (failure !== null) return 'none';
  if (kind !== 'redis') return kind === 'memory' ? 'process' : kind;
  const { eviction, maxMemoryBytes, aof, replicas, confirmedReplicas } = server;
  if (eviction !== null && eviction !== 'noeviction' && maxMemoryBytes !== 0) return 'evictable';
  if (aof === 'off') return 'volatile';
  if (eviction === null || aof === null || replicas === null) return 'unknown';
  return aof === 'always' && confirmedReplicas >= replicas ? 'durable' : 'lossy';
}

module.exports = { promiseOf };
