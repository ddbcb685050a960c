'use strict';

const { randomBytes } = require('node:crypto');

const { keyedDigest } = require('../fingerprint/digest-content');
const { sharedKeys } = require('../observe/shared-keys');

/** @import { Report } from '../observe/request-report' */
/** @import { RequestIdentity } from './identify-request' */

// 8 bytes of base64url.
const LENGTH = 11;
const ofProcess = randomBytes(32);

// A user sends more than one request. Without these a request takes 0.6 us more: an HMAC, and a text that lives as long as its key is known.
const MAX_NAMES = 1000;
/** @type {Map<string | Uint8Array, Map<string, string>>} */
const names = new Map();

/**
 * A name of a scope that does not give it away: an HMAC under the current secret, the same in all processes, or under a random key
 * of this one. A plain digest of a user's id could be looked up.
 * @param {string} scope
 * @param {(string | Uint8Array)[]} [secret]  The current one first, '' for none.
 * @returns {string}
 */
function scopeHash(scope, secret) {
  const key = secret?.[0] || ofProcess;
  const known = names.get(key)?.get(scope);
  if (known !== undefined) return known;
  // No digest of a request has a space.
  const name = keyedDigest(`scope ${scope}`, key).slice(0, LENGTH);
  keep(key, scope, name);
  return name;
}

/**
 * @param {string | Uint8Array} key
 * @param {string} scope
 * @param {string} name
 */
function keep(key, scope, name) {
  let ofKey = names.get(key);
  if (ofKey === undefined || ofKey.size >= MAX_NAMES) {
    if (names.size >= MAX_NAMES) names.clear();
    ofKey = new Map();
    names.set(key, ofKey);
  }
  ofKey.set(scope, name);
}

/**
 * Notes the scope of a request for its events, and tells if its key has come in another scope before.
 * @param {Report} report
 * @param {RequestIdentity} request
 * @param {{ scope: string, keyHash: string, owner: object, secret?: (string | Uint8Array)[] }} found  `keyHash`: also where
 *   no event may have it. `owner`: who has made the scope.
 */
function noteScope(report, request, { scope, keyHash, owner, secret }) {
  const hash = scopeHash(scope, secret);
  report.scopeHash = hash;
  const otherScopeHash = sharedKeys.note(owner, keyHash, hash);
  if (otherScopeHash === undefined) return;
  report.events.emit('shared-key', request, { scopeHash: hash, otherScopeHash });
}

module.exports = { MAX_NAMES, noteScope, scopeHash };
