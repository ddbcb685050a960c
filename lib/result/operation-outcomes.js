'use strict';

const { answeredWhile, warnIfAnswered } = require('./answered');
const { unkept } = require('./encoded');
const { isPromise } = require('../util/is-promise');
const { changedByJson, circleIn } = require('./json-loss');
const { errorVerdict } = require('./policy');
const { decodePayload, encodeError, encodeUnclear, encodeValue } = require('./payload');
const { inProduction, warnOncePer } = require('../observe/warnings');

/**
 * How the outcome of an operation becomes a stored record and an answer again, when the outcome is what the operation
 * returned or threw. Another mode has another object with the same six functions; all but the verdicts may be
 * async.
 */
const operationOutcomes = {
  /** 'store', 'free' or 'silent', from the outcome, the settings, the request and the operation's context. */
  verdictOfValue: () => 'store',
  verdictOfError: errorVerdict,
  /** What an operation returned, as encoded.js has it. */
  encodeValue(value, settings, request) {
    const answered = answeredWhile(request, value);
    if (answered !== false) return encodeAnswered(answered, value, settings, request);
    const encoded = encodeValue(value, settings, request);
    if (settings.serializer === undefined) warnOfChanges(value, encoded, request);
    return encoded;
  },
  /** The same of what it threw. */
  encodeError,
  /** `{ value }` or `{ thrown }`; throws an IdempotencyError for a result that cannot be replayed. */
  decode: decodePayload,
  /** What the first caller gets: the value as every replay will have it, or as it is where that cannot be told. */
  firstAnswer(value, encoded, settings, request) {
    if (encoded.why !== undefined || !settings.roundTrip) return value;
    if (encoded.copy !== undefined) return encoded.copy;
    try {
      const outcome = decodePayload(encoded, settings, request);
      if (!isPromise(outcome)) return outcome.value;
      return outcome.then((decoded) => decoded.value).catch(() => value);
    } catch {
      // The effect exists: that a serializer cannot read now must neither keep it from the store nor from its caller.
      return value;
    }
  },
};

// A result is kept all the same where something else may have sent the response: a retry has it then.
function encodeAnswered(answered, value, settings, request) {
  warnIfAnswered(request, value);
  return answered === 'inside' ? unkept('value', 'sent') : encodeUnclear(value, settings, request);
}

// To look through every result costs time that production need not spend on what tests have shown.
function warnOfChanges(value, { cause }, { label }) {
  if (value === null || typeof value === 'string') return;
  if (cause === undefined && inProduction()) return;
  const change = changeOf(value) ?? (cause && unreadablePart(value));
  if (change === undefined) return;
  warnOncePer('ONCEONLY_VALUE_CHANGED', `${label} ${change.path} (${change.kind})`);
}

// What JSON cannot read, such as a getter that throws, is kept as a tombstone; a look at it must not fail either.
function changeOf(value) {
  try {
    return changedByJson(value);
  } catch {
    return { path: '/', kind: 'not readable' };
  }
}

function unreadablePart(value) {
  const path = circleIn(value);
  return path === undefined ? { path: '/', kind: 'not readable' } : { path, kind: 'circle' };
}

module.exports = { operationOutcomes };
