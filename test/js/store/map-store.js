'use strict';

const { defineStore } = require('onceonly');

const SUCCESSES = ['stored', 'adopted', 'late-win'];

/**
 * A store in JavaScript: one Map from id to record, whose state is 'running', 'freed', 'removed' or 'done'. A record is
 * the call that wrote it and what the store adds. Every method is synchronous, which makes it atomic.
 */
function mapStore() {
  const records = new Map();
  let lastFence = 0;

  function find(id) {
    if (records.get(id)?.expires <= Date.now()) records.delete(id);
    return records.get(id);
  }

  return defineStore({
    begin(call) {
      const now = Date.now();
      const found = find(call.id);
      const record = found?.state === 'removed' ? undefined : found;
      const refusal = record && refuse(record, call, now);
      if (refusal) return refusal;
      const attempt = (record?.attempt ?? 0) + 1;
      const fence = (lastFence = Math.max(lastFence + 1, now * 1000));
      const times = { beganMs: now, deadline: now + call.leaseMs, expires: now + call.keepMs };
      records.set(call.id, { ...call, state: 'running', attempt, fence, suspect: 0, ...times });
      return { state: 'own', fence, attempt, leftMs: call.leaseMs };
    },

    complete(call) {
      const now = Date.now();
      const record = find(call.id);
      const state = judge(record, call);
      if (state === 'lost') return { ...record, state, leftMs: record.expires - now };
      if (!SUCCESSES.includes(state)) return { state };
      const bytes = call.payload.length;
      const expires = now + call.ttlMs;
      records.set(call.id, { ...call, state: 'done', bytes, beganMs: now, expires });
      return { state };
    },

    renew({ id, token, leaseMs, keepMs }) {
      const now = Date.now();
      const record = find(id);
      if (record?.state === 'done') return { state: 'done' };
      if (!record) return { state: 'gone' };
      if (!isOwner(record, token)) return { state: 'lost' };
      const times = { leaseMs, deadline: now + leaseMs, expires: now + keepMs };
      Object.assign(record, { suspect: 0, ...times });
      return { state: 'renewed' };
    },

    release({ id, token, reason }) {
      const record = find(id);
      if (!record || record.state === 'done') return { state: 'gone' };
      if (record.token !== token || record.state === 'removed') return { state: 'lost' };
      if (record.deadline === 0) return { state: 'released' };
      if (reason === 'undo' && record.attempt === 1) records.delete(id);
      if (reason === 'undo') record.attempt--;
      if (reason === 'free') record.state = 'freed';
      // Suspected since long ago: the next begin decides at once.
      Object.assign(record, { deadline: 0, suspect: 1 });
      keepEvidence(record);
      return { state: 'released' };
    },

    inspect({ id }) {
      const now = Date.now();
      const record = find(id);
      if (!record || record.state === 'removed') return { state: 'absent' };
      if (record.state === 'done') return { ...record, leftMs: record.expires - now };
      const seen = { ...record, bytes: 0, elapsedMs: now - record.beganMs };
      if (record.state === 'freed') return { ...seen, leftMs: 0 };
      if (now < record.deadline) return { ...seen, leftMs: record.deadline - now };
      return { ...seen, state: 'silent', leftMs: takeoverWait(record, now) };
    },

    remove({ id, force }) {
      const record = find(id);
      if (!record || record.state === 'removed') return { state: 'removed', attempt: 0 };
      if (record.state === 'running' && !force) return { state: 'running' };
      // The owner of a running record must hear that it was removed, so it stays for its own time.
      if (record.state === 'running') record.state = 'removed';
      else records.delete(id);
      return { state: 'removed', attempt: 1 };
    },
  });
}

// What a begin is told that may not have the key now, or undefined.
function refuse(record, call, now) {
  if (![call.fingerprint, call.otherFingerprint].includes(record.fingerprint)) {
    return { state: 'mismatch' };
  }
  if (record.state === 'done') return { ...record, leftMs: record.expires - now };
  if (record.state === 'freed') return undefined;
  const { fence, attempt, deadline } = record;
  const leftMs = deadline - now;
  if (leftMs > 0 && record.token === call.token) return { state: 'own', fence, attempt, leftMs };
  if (leftMs > 0) return { state: 'running', leftMs, elapsedMs: now - record.beganMs };
  const wait = takeoverWait(record, now);
  record.suspect ||= now;
  keepEvidence(record);
  if (wait > 0) return { state: 'silent', leftMs: wait };
  if (call.onAbandoned === 'retry' && attempt < call.maxAttempts) return undefined;
  return { state: 'unknown', attempt };
}

// What becomes of an outcome: the first success wins, whoever owns the key; an error is its owner's alone.
function judge(record, call) {
  const isError = call.kind === 'error';
  if (record?.state === 'removed' && call.isOwner) return 'gone';
  if (!record || record.state === 'removed') return isError ? 'gone' : 'adopted';
  if (record.state === 'done' && record.token === call.token) return 'duplicate';
  if (record.fingerprint !== call.fingerprint) return 'mismatch';
  if (record.state === 'done') return 'lost';
  if (isOwner(record, call.token)) return 'stored';
  return isError ? 'fenced' : 'late-win';
}

function isOwner({ state, token, deadline }, caller) {
  return state === 'running' && token === caller && deadline > 0;
}

// A silent owner is waited for half a lease after the first begin that noticed.
function takeoverWait({ suspect, leaseMs }, now) {
  return suspect ? Math.max(0, suspect + leaseMs / 2 - now) : leaseMs / 2;
}

// The evidence of an attempt lives for one more lease at least after it was touched.
function keepEvidence(record) {
  record.expires = Math.max(record.expires, Date.now() + record.leaseMs);
}

module.exports = { mapStore };
