'use strict';

const FINGERPRINT = 'f'.repeat(49);
const HINT = 'h'.repeat(11);
const LABEL = 'POST:/charge';
const BUDGET_MS = 2000;

/** What the verbs of a store take for one key that is begun and completed. */
const beginCall = (id, token, timeoutMs = BUDGET_MS) => ({
  id,
  token,
  fingerprint: FINGERPRINT,
  otherFingerprint: '',
  hint: HINT,
  label: LABEL,
  leaseMs: 60_000,
  keepMs: 600_000,
  onAbandoned: 'retry',
  maxAttempts: 3,
  timeoutMs,
});

const completeCall = (id, token, fence, payload) => ({
  id,
  token,
  fingerprint: FINGERPRINT,
  hint: HINT,
  label: LABEL,
  fence,
  attempt: 1,
  ttlMs: 600_000,
  kind: 'value',
  isOwner: true,
  payload,
  timeoutMs: BUDGET_MS,
});

const inspectCall = (id) => ({ id, withPayload: true, timeoutMs: BUDGET_MS });

module.exports = { beginCall, completeCall, inspectCall };
