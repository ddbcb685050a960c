'use strict';

const { internals } = require('../../lib/store/store');

const POLICIES = { leaseMs: 60_000, keepMs: 60_000, onAbandoned: 'retry', maxAttempts: 3 };

/** What is stored for an address: `{ kind, payload, fingerprint }`. */
async function storedAt(store, address) {
  const { id } = await store.inspect(address);
  const found = await internals(store).verbs.inspect({ id, withPayload: true, timeoutMs: 1000 });
  return { ...found, id, payload: Buffer.from(found.payload) };
}

/** Writes a payload in the place of what is stored for an address, as somebody can who may write to the store. */
async function plant(store, address, kind, payload) {
  const { verbs } = internals(store);
  const { id, fingerprint } = await storedAt(store, address);
  const call = { id, timeoutMs: 1000 };
  await verbs.remove({ ...call, force: true });
  const names = { ...call, token: 'p'.repeat(22), hint: '', label: '', fingerprint };
  const { fence, attempt } = await verbs.begin({ ...names, otherFingerprint: '', ...POLICIES });
  const written = { kind, payload: Buffer.from(payload), ttlMs: 60_000, isOwner: true };
  const { state } = await verbs.complete({ ...names, fence, attempt, ...written });
  if (state !== 'stored') throw new Error(`the payload is not planted: ${state}`);
}

module.exports = { plant, storedAt };
