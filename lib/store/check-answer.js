'use strict';

const { Buffer } = require('node:buffer');
const { inspect } = require('node:util');
const { isUint8Array } = require('node:util/types');
const { StoreError } = require('../errors/store-error');

/** @typedef {(value: any) => boolean} Is */

const KINDS = ['value', 'error', 'tombstone'];
const SEEN = ['running', 'silent', 'unknown', 'freed', 'done'];
const ID = /^[A-Za-z0-9_-]{43}$/;

/** @type {Is} */
const count = (value) => Number.isSafeInteger(value) && value >= 0;
/** @type {Is} */
const time = (value) => Number.isFinite(value) && value >= 0;
/** @type {Is} */
const text = (value) => typeof value === 'string';
/** @type {Is} */
const bytes = (value) => isUint8Array(value);
/** @type {Is} */
const kind = (value) => KINDS.includes(value);
/** @type {Is} */
const truth = (value) => typeof value === 'boolean';
/** @type {Is} */
const attempt = (value) => count(value) && value > 0;

const RESULT = { leftMs: time, kind, payload: bytes };
/**
 * The members of a scanned record, and of an inspection beside its fingerprint.
 * @type {Record<string, Is>}
 */
const FOUND = {
  fence: count,
  attempt,
  beganMs: time,
  leftMs: time,
  expiresMs: time,
  label: text,
  bytes: count,
};
const HEAD = { fingerprint: text, ...FOUND };

/**
 * The members that the package reads of each answer. An answer without them must never let an operation run.
 * @type {Record<string, Record<string, Record<string, Is>>>}
 */
const ANSWERS = {
  begin: {
    own: { fence: count, attempt, isRecovery: truth, leftMs: time },
    done: RESULT,
    running: { leftMs: time, elapsedMs: time },
    silent: { leftMs: time },
    unknown: { attempt, leftMs: time },
    ...statesOnly('mismatch', 'late', 'foreign'),
  },
  complete: {
    lost: RESULT,
    ...statesOnly(
      'stored',
      'late-win',
      'adopted',
      'replaced',
      'duplicate',
      'mismatch',
      'fenced',
      'gone',
      'foreign',
    ),
  },
  renew: statesOnly('renewed', 'done', 'lost', 'gone', 'foreign'),
  release: statesOnly('released', 'lost', 'gone', 'foreign'),
  inspect: {
    done: { ...HEAD, kind },
    running: HEAD,
    silent: HEAD,
    unknown: HEAD,
    freed: HEAD,
    ...statesOnly('absent', 'foreign'),
  },
  remove: { removed: { attempt: count }, ...statesOnly('running', 'foreign') },
  resolve: statesOnly('resolved', 'running', 'done', 'freed', 'absent', 'foreign'),
  scan: { scanned: { cursor: text, entries: areSeen } },
};

/** @param {any} entries */
function areSeen(entries) {
  return Array.isArray(entries) && entries.every(isSeen);
}

/** @param {any} entry */
function isSeen(entry) {
  if (!text(entry?.id) || !ID.test(entry.id) || !SEEN.includes(entry.state)) return false;
  if (entry.state === 'done' && !kind(entry.kind)) return false;
  return Object.entries(FOUND).every(([name, isGood]) => isGood(entry[name]));
}

/** @param {...string} states */
function statesOnly(...states) {
  return Object.fromEntries(states.map((state) => [state, {}]));
}

/**
 * Returns the answer of a method of a store in JavaScript if that verb may answer so, with its payload as a Buffer.
 * Otherwise throws a StoreError that names the fault.
 * @param {string} verb
 * @param {any} answer
 */
function checkAnswer(verb, answer) {
  const state = answer?.state;
  if (!text(state) || !Object.hasOwn(ANSWERS[verb], state)) {
    throw badAnswer(`${verb}() of the store answered the state ${inspect(state)}`);
  }
  for (const [name, isGood] of Object.entries(ANSWERS[verb][state])) {
    if (isGood(answer[name])) continue;
    throw badAnswer(`${verb}() of the store answered '${state}' with a bad ${name}`);
  }
  return bytes(answer.payload) ? { ...answer, payload: asBuffer(answer.payload) } : answer;
}

/** @param {Uint8Array} payload */
function asBuffer(payload) {
  if (Buffer.isBuffer(payload)) return payload;
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
}

/**
 * The same call would get the same answer again.
 * @param {string} message
 */
function badAnswer(message) {
  return new StoreError('BAD_ANSWER', message, { retry: 'no' });
}

module.exports = { checkAnswer };
