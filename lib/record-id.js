'use strict';

const native = require('./binding');

const MAX_KEY_LENGTH = 255;
const ID_LENGTH = 43;
const ID = /^[A-Za-z0-9_-]{43}$/;

/**
 * The names of a request's records: `{ id, hint }`. `id` is 43 characters of base64url over all parts, `hint` 11 of the
 * key alone, by which an operator finds them. Throws a TypeError for a part with a lone surrogate,
 * which has no UTF-8 and would meet every other such part in one record.
 */
function recordNames({ scope = '', method = '', path = '', key }) {
  const areWellFormed =
    scope.isWellFormed() && method.isWellFormed() && path.isWellFormed() && key.isWellFormed();
  if (!areWellFormed) throw new TypeError('onceonly: a key or scope is well-formed text');
  const names = native.recordNames(scope, method, path, key);
  return { id: names.slice(0, ID_LENGTH), hint: names.slice(ID_LENGTH) };
}

/** Throws a TypeError unless `key` is a string of 1 to 255 characters. */
function checkKey(key) {
  if (typeof key !== 'string' || key.length < 1 || key.length > MAX_KEY_LENGTH) {
    throw new TypeError('onceonly: a key is a string of 1 to 255 characters');
  }
  return key;
}

/**
 * The names of an address: a key, `{ key, method, path, scope }` as a middleware stores it, or `{ id }` from a log line,
 * which gives no hint.
 */
function addressNames(address) {
  if (typeof address === 'string') return recordNames({ key: checkKey(address) });
  if (address === null || typeof address !== 'object') {
    throw new TypeError('onceonly: an address is a key, { key, method, path, scope } or { id }');
  }
  if (address.id !== undefined) return { id: checkId(address.id), hint: '' };
  const { key, method, path, scope } = address;
  for (const part of [method, path, scope]) {
    if (part !== undefined && typeof part !== 'string') {
      throw new TypeError('onceonly: method, path and scope of an address are strings');
    }
  }
  return recordNames({
    key: checkKey(key),
    method: method?.toUpperCase(),
    path: path && trimPath(path),
    scope,
  });
}

/** The id of an address, as `addressNames` takes it. */
function addressId(address) {
  return addressNames(address).id;
}

function checkId(id) {
  if (typeof id !== 'string' || !ID.test(id)) {
    throw new TypeError('onceonly: an id is 43 characters of base64url');
  }
  return id;
}

/** A URL's path as it goes into an id: without the query and without one trailing slash. */
function trimPath(url) {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

module.exports = { recordNames, addressNames, addressId, checkKey, trimPath };
