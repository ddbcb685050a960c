'use strict';

const native = require('../native/binding');
const { targetPath } = require('./path-identity');
const { endlessPath, spelledPath } = require('./routed-path');
const { argumentError } = require('../util/argument-error');
const { optionError } = require('../util/option-error');
const { kindOf } = require('../util/received');

const MAX_KEY_LENGTH = 255;
const ID_LENGTH = 43;
const ID = /^[A-Za-z0-9_-]{43}$/;

/**
 * The names of a request's records: `{ id, hint }`. `id` is 43 characters of base64url over all parts, `hint` 11 of the
 * key alone, by which an operator finds them. Throws a TypeError for a part with a lone surrogate,
 * which has no UTF-8 and would meet every other such part in one record.
 * @param {{ scope?: string, method?: string, path?: string, key: string }} parts
 */
function recordNames({ scope = '', method = '', path = '', key }) {
  const areWellFormed =
    scope.isWellFormed() && method.isWellFormed() && path.isWellFormed() && key.isWellFormed();
  if (!areWellFormed) throw optionError('argument', 'a key or scope must be well-formed text');
  const names = native.recordNames(scope, method, path, key);
  return { id: names.slice(0, ID_LENGTH), hint: names.slice(ID_LENGTH) };
}

/**
 * Throws a TypeError unless `key` is well-formed text of 1 to 255 characters.
 * @param {unknown} key
 * @returns {string}
 */
function checkKey(key) {
  if (typeof key !== 'string' || key.length < 1 || key.length > MAX_KEY_LENGTH) {
    const wanted = `a string of 1 to ${MAX_KEY_LENGTH} characters`;
    const got = typeof key === 'string' ? `${key.length} characters` : kindOf(key);
    throw optionError('argument', `a key must be ${wanted} (received ${got})`);
  }
  if (!key.isWellFormed()) throw optionError('argument', 'a key must not have a lone surrogate');
  return key;
}

/**
 * The names of an address. It is a key, `{ key, method, path, scope, strict, caseSensitive }` as a middleware stores
 * it, or `{ id }` from a log line, which gives no hint. `path` may have any spelling that the app routes alike, under
 * its settings `strict` and `caseSensitive`. `spelling` is the part of the path for the fingerprint, see routedPath().
 * @param {any} address
 */
function addressNames(address) {
  if (typeof address === 'string') return namesOf({ key: checkKey(address) }, '');
  if (address === null || typeof address !== 'object') {
    throw argumentError('an address', 'a key, { key, method, path, scope } or { id }', address);
  }
  if (address.id !== undefined) return { id: checkId(address.id), hint: '', spelling: '' };
  const { key, method, path: given, scope } = address;
  for (const name of ['method', 'path', 'scope']) {
    const part = address[name];
    if (part !== undefined && (typeof part !== 'string' || !part.isWellFormed())) {
      throw argumentError(`\`${name}\` of an address`, 'a well-formed string', part);
    }
  }
  const routing = routingIn(address);
  const sent = targetPath(given ?? '');
  const { path, spelling } = (routing.strict ? spelledPath : endlessPath)(sent, routing);
  return namesOf({ key: checkKey(key), method: method?.toUpperCase(), path, scope }, spelling);
}

/**
 * @param {{ scope?: string, method?: string, path?: string, key: string }} parts
 * @param {string} spelling
 */
function namesOf(parts, spelling) {
  const { id, hint } = recordNames(parts);
  return { id, hint, spelling };
}

/** @param {any} address */
function routingIn({ strict = false, caseSensitive = false }) {
  return { strict: flag('strict', strict), caseSensitive: flag('caseSensitive', caseSensitive) };
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function flag(name, value) {
  if (typeof value === 'boolean') return value;
  throw argumentError(`\`${name}\` of an address`, 'true or false', value);
}

/**
 * The id of an address, as `addressNames` takes it.
 * @param {unknown} address
 * @returns {string}
 */
function addressId(address) {
  return addressNames(address).id;
}

/** @param {unknown} id */
function checkId(id) {
  if (typeof id !== 'string' || !ID.test(id)) {
    throw argumentError('`id` of an address', '43 characters of base64url', id);
  }
  return id;
}

module.exports = { recordNames, addressNames, addressId, checkKey };
