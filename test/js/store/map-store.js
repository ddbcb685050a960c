'use strict';

const { defineStore } = require('onceonly');

const PAGE = 50;
const HELD = ['running', 'given up'];
const SUCCESSES = ['stored', 'adopted', 'late-win', 'replaced'];

/**
 * A store in JavaScript: one Map from id to record, whose state is 'running', 'given up', 'freed',
 * 'removed' or 'done'. A record is
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
      const origin = originOf(record);
      records.set(call.id, {
        ...call,
        state: 'running',
        attempt,
        fence,
        suspect: 0,
        origin,
        ...times,
      });
      return own(records.get(call.id), call.leaseMs);
    },

    complete(call) {
      const now = Date.now();
      const record = find(call.id);
      const state = judge(record, call);
      if (state === 'lost') return { ...record, state, leftMs: record.expires - now };
      if (!SUCCESSES.includes(state)) return { state };
      records.set(call.id, resultOf(call, now));
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
      if (record.state !== 'running') return { state: 'released' };
      if (reason === 'undo' && record.attempt === 1) records.delete(id);
      if (reason === 'undo') record.attempt--;
      const isFree = reason === 'undo' ? record.origin === 'freed' : reason === 'free';
      giveUp(record, isFree ? 'freed' : 'given up', reason === 'silent' ? record.deadline : 0);
      return { state: 'released' };
    },

    inspect({ id }) {
      const record = find(id);
      if (!record || record.state === 'removed') return { state: 'absent' };
      return seen(record, Date.now());
    },

    remove({ id, force }) {
      const record = find(id);
      if (!record || record.state === 'removed') return { state: 'removed', attempt: 0 };
      const isHeld = HELD.includes(record.state);
      if (isHeld && !force) return { state: 'running' };
      // The owner of a running record must hear that it was removed, so it stays for its own time.
      if (isHeld) record.state = 'removed';
      else records.delete(id);
      return { state: 'removed', attempt: 1 };
    },

    resolve({ id, kind, payload, ttlMs }) {
      const now = Date.now();
      const record = find(id);
      if (!record || record.state === 'removed') return { state: 'absent' };
      if (!HELD.includes(record.state)) return { state: record.state };
      if (record.state === 'running' && now < record.deadline) return { state: 'running' };
      if (kind === 'none') giveUp(record, 'freed', 0);
      // A token of its own, so that an owner that comes back is told this result.
      else records.set(id, resultOf({ ...record, token: 'resolved', kind, payload, ttlMs }, now));
      return { state: 'resolved' };
    },

    // The cursor is the id of the last record on the page before.
    scan({ cursor, results, hint }) {
      const now = Date.now();
      const ids = [...records.keys()].filter((id) => cursor === '0' || id > cursor).sort();
      const page = ids.slice(0, PAGE);
      const wanted = page.filter(find).map((id) => {
        const { payload, ...head } = seen(records.get(id), now);
        return { ...head, id };
      });
      const entries = wanted.filter(
        (entry) =>
          entry.state !== 'removed' &&
          (entry.state === 'done') === results &&
          (hint === '' || hint === entry.hint),
      );
      return { state: 'scanned', cursor: ids.length > PAGE ? page.at(-1) : '0', entries };
    },
  });
}

// A recovery that gave the key up has settled nothing: what comes after it is a recovery again.
function originOf(record) {
  if (!record) return 'new';
  return record.state === 'freed' && record.origin !== 'taken over' ? 'freed' : 'taken over';
}

function own({ fence, attempt, origin }, leftMs) {
  return { state: 'own', fence, attempt, isRecovery: origin === 'taken over', leftMs };
}

function resultOf(call, now) {
  const bytes = call.payload.length;
  return { ...call, state: 'done', bytes, beganMs: now, expires: now + call.ttlMs };
}

// The begins after the deadline decide what becomes of it.
function giveUp(record, state, deadline) {
  Object.assign(record, { state, deadline, suspect: 0 });
  keepEvidence(record);
}

// What an operator is told of a record that is not removed.
function seen(record, now) {
  const expiresMs = record.expires - now;
  if (record.state === 'done') return { ...record, leftMs: expiresMs, expiresMs };
  const told = { ...record, bytes: 0, elapsedMs: now - record.beganMs, expiresMs };
  if (!HELD.includes(record.state)) return { ...told, leftMs: 0 };
  const state = record.state === 'running' ? 'running' : 'silent';
  if (now < record.deadline) return { ...told, state, leftMs: record.deadline - now };
  const leftMs = takeoverWait(record, now);
  return { ...told, state: leftMs === 0 ? 'unknown' : 'silent', leftMs };
}

// What a begin is told that may not have the key now, or undefined.
function refuse(record, call, now) {
  if (![call.fingerprint, call.otherFingerprint].includes(record.fingerprint)) {
    return { state: refusal(record, call) };
  }
  if (record.state === 'done') return { ...record, leftMs: record.expires - now };
  if (record.state === 'freed') return undefined;
  const { attempt, deadline } = record;
  const leftMs = deadline - now;
  const isRunning = record.state === 'running';
  const mayTake = call.onAbandoned === 'retry' && attempt < call.maxAttempts;
  if (leftMs > 0 && isRunning && record.token === call.token) return own(record, leftMs);
  if (leftMs > 0 && isRunning) return { state: 'running', leftMs, elapsedMs: now - record.beganMs };
  if (leftMs > 0 && mayTake) return { state: 'silent', leftMs };
  const wait = takeoverWait(record, now);
  record.suspect ||= now;
  keepEvidence(record);
  if (wait > 0) return { state: 'silent', leftMs: wait };
  if (mayTake) return undefined;
  return { state: 'unknown', attempt, leftMs: record.expires - now };
}

// Fingerprints of other options, which their last six characters name, cannot be compared.
function refusal({ fingerprint }, call) {
  return fingerprint.slice(-6) === call.fingerprint.slice(-6) ? 'mismatch' : 'foreign';
}

// What becomes of an outcome: the first success wins, whoever owns the key; an error is its owner's alone.
function judge(record, call) {
  const isError = call.kind === 'error';
  if (record?.state === 'removed' && call.isOwner) return 'gone';
  if (!record || record.state === 'removed') return isError ? 'gone' : 'adopted';
  if (record.state === 'done' && record.token === call.token) return 'duplicate';
  if (![call.fingerprint, call.otherFingerprint].includes(record.fingerprint)) {
    return refusal(record, call);
  }
  // An error is the result of one attempt only: another one may have had its effect.
  const givesWay = record.kind === 'error' && !isError && call.isOwner;
  if (record.state === 'done') return givesWay ? 'replaced' : 'lost';
  if (isOwner(record, call.token)) return 'stored';
  return isError ? 'fenced' : 'late-win';
}

function isOwner({ state, token }, caller) {
  return state === 'running' && token === caller;
}

// A silent owner is waited for half a lease after the first begin that noticed.
function takeoverWait({ state, suspect, leaseMs }, now) {
  if (state === 'given up') return 0;
  return suspect ? Math.max(0, suspect + leaseMs / 2 - now) : leaseMs / 2;
}

// The evidence of an attempt lives for one more lease at least after it was touched.
function keepEvidence(record) {
  record.expires = Math.max(record.expires, Date.now() + record.leaseMs);
}

module.exports = { mapStore };
