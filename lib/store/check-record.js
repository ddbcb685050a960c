'use strict';

const { Buffer } = require('node:buffer');
const { isUint8Array } = require('node:util/types');

const { StoreError } = require('../errors/store-error');

/**
 * What a function of a store has returned.
 * @typedef {object} Returned
 * @property {boolean} isWritten
 * @property {boolean} isRefused  Nothing was written, and what stands there was not told.
 * @property {Buffer | undefined} record
 * @property {number} ttlMs  Milliseconds until the record is gone.
 * @property {number} now  Time of the server, milliseconds since 1970; 0 if it was not told.
 */

const FOUND = '{ record: Buffer, ttlMs: number }';
/** @type {Record<string, string>} */
const WANTED = {
  insert: `true, false, { now: number } or ${FOUND}`,
  look: `null or ${FOUND}`,
  swap: `true, false, null, { now: number } or ${FOUND}`,
  list: `{ cursor: string or null, entries: an array of { id: string, record: Buffer, ttlMs: number } }`,
};

const ID = /^[A-Za-z0-9_-]{43}$/;

/**
 * The answer of a function of a store, in one form: `{ isWritten, isRefused, record, ttlMs, now }`.
 *
 * `isRefused`: nothing was written, and the function did not return the record that it found. `record` is a Buffer, or
 * undefined if there is none. `now` is 0 if the function did not tell the time. Throws a StoreError that names the
 * function and its answer.
 * @param {string} name
 * @param {any} returned
 * @returns {Returned}
 */
function readReturned(name, returned) {
  if (returned === null && name !== 'insert') return NOTHING;
  if (name !== 'look') {
    if (returned === true) return WRITTEN;
    if (returned === false) return REFUSED;
    if (isWritten(returned)) return { ...WRITTEN, now: returned.now };
  }
  if (!isFound(returned)) throw badAnswer(name, returned);
  const { record, ttlMs, now = 0 } = returned;
  return { ...NOTHING, record: asBuffer(record), ttlMs: Math.floor(ttlMs), now };
}

const NOTHING = { isWritten: false, isRefused: false, record: undefined, ttlMs: 0, now: 0 };
const WRITTEN = { ...NOTHING, isWritten: true };
const REFUSED = { ...NOTHING, isRefused: true };

/** @param {any} returned */
function isWritten(returned) {
  return isObject(returned) && !('record' in returned) && isTime(returned.now);
}

/** @param {any} returned */
function isFound(returned) {
  if (!isObject(returned) || !isUint8Array(returned.record)) return false;
  const { ttlMs, now } = returned;
  return isTime(ttlMs) && (now === undefined || isTime(now));
}

/**
 * A page that `list` has returned: `{ cursor, entries }`, the cursor '0' where it was the last.
 * @param {any} page
 */
function readPage(page) {
  /** @type {any} */
  const { cursor, entries } = isObject(page) ? page : {};
  const isEnd = cursor === null;
  const isGood = isEnd || (typeof cursor === 'string' && cursor !== '' && cursor !== '0');
  if (!isGood || !Array.isArray(entries) || !entries.every(isEntry)) throw badAnswer('list', page);
  return { cursor: isEnd ? '0' : cursor, entries };
}

/** @param {any} entry */
function isEntry(entry) {
  if (!isFound(entry) || typeof entry.id !== 'string' || !ID.test(entry.id)) return false;
  return entry.bytes === undefined || isTime(entry.bytes);
}

/**
 * @param {unknown} value
 * @returns {boolean}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}

/** @param {unknown} value */
function isTime(value) {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** @param {Uint8Array} bytes */
function asBuffer(bytes) {
  if (Buffer.isBuffer(bytes)) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * The same call would get the same answer again.
 * @param {string} name
 * @param {unknown} returned
 */
function badAnswer(name, returned) {
  const message = `${name}() of the store must return ${WANTED[name]} (received ${describe(returned)})`;
  return new StoreError('BAD_ANSWER', message, { retry: 'no' });
}

/**
 * Records hold users' data, so only the shape is told.
 * @param {unknown} value
 */
function describe(value) {
  if (value === null || value === undefined || typeof value === 'boolean') return `${value}`;
  if (typeof value === 'number') return `${value}`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (isUint8Array(value)) return 'bytes';
  if (Array.isArray(value)) return 'an array';
  const members = Object.entries(value).map(([name, member]) => `${name}: ${typeOf(member)}`);
  return members.length === 0 ? 'an empty object' : `{ ${members.slice(0, 8).join(', ')} }`;
}

/** @param {unknown} member */
function typeOf(member) {
  if (isUint8Array(member)) return 'bytes';
  if (member === null || typeof member === 'number') return `${member}`;
  return Array.isArray(member) ? 'array' : typeof member;
}

module.exports = { asBuffer, readPage, readReturned };
