'use strict';

const { randomBytes } = require('node:crypto');

const { keyedDigest } = require('../fingerprint/digest-content');
const { sharedKeys } = require('../observe/shared-keys');

/** @import { Report } from '../observe/request-report' */
/** @import { RequestIdentity } from './identify-request' */

// 8 bytes of base64url.
const LENGTH = 11;
const ofProcess = randomBytes(32);

/**
 * A name of a scope that does not give it away: an HMAC under the current secret, the same in all processes, or under a random key
 * of this one. A plain digest of a user's id could be looked up.
 * @param {string} scope
 * @param {(string | Uint8Array)[]} [secret]  The current one first, '' for none.
 */
function scopeHash(scope, secret) {
  // No digest of a request has a space.
  return keyedDigest(`scope ${scope}`, secret?.[0] || ofProcess).slice(0, LENGTH);
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

module.exports = { noteScope, scopeHash };
