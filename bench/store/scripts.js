'use strict';

const { readFileSync } = require('node:fs');
const path = require('node:path');

const FOLDER = path.join(__dirname, '..', '..', 'addon', 'store', 'scripts');
const FINGERPRINT = 'f'.repeat(49);
const HINT = 'h'.repeat(11);
const LABEL = 'POST:/charge';

const LEASE_MS = 60_000;
const KEEP_MS = 600_000;
const TTL_MS = 600_000;

/** The scripts of the product and how the product calls them, for clients that send the same in another way. */
const SCRIPTS = {
  begin: readFileSync(path.join(FOLDER, 'begin-2.lua'), 'utf8'),
  complete: readFileSync(path.join(FOLDER, 'complete-2.lua'), 'utf8'),
};

const keysOf = (id) => [`idem:lock:{${id}}`, `idem:result:{${id}}`];

/** ARGV of begin; the reply is [code, now, fence, ...]. */
function beginArguments(token, fingerprint = FINGERPRINT) {
  const never = String(Number.MAX_SAFE_INTEGER);
  return [
    token,
    fingerprint,
    '',
    HINT,
    LABEL,
    String(LEASE_MS),
    String(KEEP_MS),
    never,
    'take',
    '3',
  ];
}

/** ARGV of complete after a begin that gave `fence`. */
function completeArguments(token, fence, payload, fingerprint = FINGERPRINT) {
  return [token, fingerprint, HINT, LABEL, String(fence), '1', String(TTL_MS), 'v', '1', payload];
}

/** What the product's own verbs take for the same. */
const beginCall = (id, token) => ({
  id,
  token,
  fingerprint: FINGERPRINT,
  otherFingerprint: '',
  hint: HINT,
  label: LABEL,
  leaseMs: LEASE_MS,
  keepMs: KEEP_MS,
  onAbandoned: 'retry',
  maxAttempts: 3,
  timeoutMs: 2000,
});

const completeCall = (id, token, fence, payload) => ({
  id,
  token,
  fingerprint: FINGERPRINT,
  hint: HINT,
  label: LABEL,
  fence,
  attempt: 1,
  ttlMs: TTL_MS,
  kind: 'value',
  isOwner: true,
  payload,
  timeoutMs: 2000,
});

module.exports = { SCRIPTS, keysOf, beginArguments, completeArguments, beginCall, completeCall };
