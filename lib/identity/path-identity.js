'use strict';

/** @import { RouterSettings } from '../exchange/exchange' */

// A path of only these characters is its own identity under any settings of the app: no escape, no capital letter,
// nothing that a parser trims.
const NOT_PLAIN = /[^a-z0-9\-._~!$&'()*+,;=:@/]/;
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
const QUERY = /[?#]/;
const ESCAPE = /%[0-9a-f]{2}/gi;
const UNRESERVED = /[A-Za-z0-9\-._~]/;
const SLASH = '/';

/**
 * The path of a request target, in origin form or absolute form (RFC 9112, 3.2): no origin, query or fragment.
 * @param {string} target
 */
function targetPath(target) {
  const url = target.startsWith(SLASH) ? target : target.replace(ORIGIN, '');
  if (url === '' && target !== '') return SLASH;
  const end = url.search(QUERY);
  const path = end === -1 ? url : url.slice(0, end);
  return path === '' && url !== target ? SLASH : path;
}

/**
 * Whether a path has one spelling only, so that `identityPath()` gives it back.
 * @param {string} path
 */
function hasOneSpelling(path) {
  return !NOT_PLAIN.test(path) && !hasTrailingSlash(path);
}

/**
 * The path as it goes into an id: all spellings that one route may take are one. Escapes are in the normal form of RFC 3986,
 * 6.2.2; letters are lower case unless `caseSensitive`; one trailing slash is dropped unless `strict`.
 *
 * Two routes, or two parameters, may meet in one such path. So the fingerprint holds the path as sent wherever
 * that is another text: the second request is 422, never a second run and never another's answer.
 * @param {string} path
 * @param {RouterSettings} [routing]
 */
function identityPath(path, { strict = false, caseSensitive = false } = {}) {
  if (hasOneSpelling(path)) return path;
  let text = path.replace(ESCAPE, normalEscape).toWellFormed();
  if (!caseSensitive) text = text.toLowerCase();
  return strict ? text : withoutSlash(text);
}

/** @param {string} escape */
function normalEscape(escape) {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return UNRESERVED.test(character) ? character : escape.toUpperCase();
}

/** @param {string} path */
function hasTrailingSlash(path) {
  return path.length > 1 && path.endsWith(SLASH);
}

/** @param {string} path */
function withoutSlash(path) {
  return hasTrailingSlash(path) ? path.slice(0, -1) : path;
}

module.exports = { hasOneSpelling, hasTrailingSlash, identityPath, targetPath, withoutSlash };
