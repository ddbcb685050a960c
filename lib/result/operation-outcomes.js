'use strict';

const { answeredWhile, warnIfAnswered } = require('./answered');
const { unkept } = require('./encoded');
const { isPromise } = require('../util/is-promise');
const { changedByJson, circleIn } = require('./json-loss');
const { errorVerdict } = require('./policy');
const { decodePayload, encodeError, encodeUnclear, encodeValue } = require('./payload');
const { inProduction, warnOncePer } = require('../observe/warnings');

/**
 * Turns the outcome of an operation, a returned value or an error, into a stored record and back. Another mode has
 * another object with the same six functions. All but the verdicts may be async.
 */
const operationOutcomes = {
  /** 'store', 'free' or 'silent', from the outcome, the settings, the request and the operation's context. */
  verdictOfValue: () => 'store',
  verdictOfError: errorVerdict,
  /** The encoded value of an operation, see encoded.js. */
  encodeValue(value, settings, request) {
    const answered = answeredWhile(request, value);
    if (answered !== false) return encodeAnswered(answered, value, settings, request);
    const encoded = encodeValue(value, settings, request);
    if (settings.serializer === undefined) warnOfChanges(value, encoded, request);
    return encoded;
  },
  /** The same for an error. */
  encodeError,
  /** `{ value }` or `{ thrown }`; throws an IdempotencyError for a result that cannot be replayed. */
  decode: decodePayload,
  /** The value for the first caller: as every replay will have it, or unchanged if that can't be known. */
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

// Looking through every result costs time. Production does not repeat the check that tests have made.
function warnOfChanges(value, { cause }, { label }) {
  if (value === null || typeof value === 'string') return;
  if (cause === undefined && inProduction()) return;
  const change = changeOf(value) ?? (cause && unreadablePart(value));
  if (change === undefined) return;
  warnOncePer('ONCEONLY_VALUE_CHANGED', `${label} ${change.path} (${change.kind})`);
}

// A value that JSON can't read, such as a getter that throws, becomes a tombstone. Looking at it must not fail either.
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
