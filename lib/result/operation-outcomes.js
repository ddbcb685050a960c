'use strict';

const { answeredWhile, warnIfAnswered } = require('./answered');
const { unkept } = require('./encoded');
const { isPromise } = require('../util/is-promise');
const { changedByJson, circleIn } = require('./json-loss');
const { errorVerdict } = require('./policy');
const { decodePayload, encodeError, encodeUnclear, encodeValue } = require('./payload');
const { inProduction, warnOncePer } = require('../observe/warnings');

/** @import { Later } from '../util/is-promise' */
/** @import { Request, Response } from '../exchange/exchange' */
/** @import { EventSink, Subject } from '../observe/events' */
/** @import { Context } from '../operation/operation-context' */
/** @import { Reconciliation } from '../../types/operation' */
/** @import { ErrorSerializer, Serializer } from '../../types/serializers' */
/** @import { Encoded, Kept, Kind, Payload } from './encoded' */
/** @import { Classes } from './stored-error/error-classes' */

/**
 * What becomes of a key: its outcome is stored, it is free for the next attempt, nobody knows the outcome, or nothing was started.
 * @typedef {'store' | 'free' | 'silent' | 'undo'} Verdict
 */

/**
 * A stored outcome as it is read: `value`, or `thrown` if the operation threw.
 * @typedef {object} Decoded
 * @property {any} [value]
 * @property {any} [thrown]
 * @property {string} [text]  JSON text in the place of a value, if the caller wants text.
 * @property {boolean} [isUnclear]  Whether the first response was perhaps sent inside the operation.
 */

/**
 * The request whose outcome it is.
 * @typedef {Subject & Exchanged} OutcomeRequest
 */

/**
 * What an outcome concerns of a request by HTTP.
 * @typedef {object} Exchanged
 * @property {Response | undefined} res  Undefined without HTTP, and once somebody else may answer.
 * @property {boolean} headSent  Whether the head was sent before the operation began.
 * @property {boolean} wantsText  Whether a result that is stored as JSON is wanted as text.
 * @property {Request | undefined} incoming  Undefined without HTTP, and once the outcome is offered in the background.
 */

/**
 * What an `onAbandoned` function finds out.
 * @callback Reconcile
 * @param {Context} context
 * @returns {Later<Reconciliation>}
 */

/**
 * The settings that concern an outcome. Those of an operator's store have some of them.
 * @typedef {object} OutcomeSettings
 * @property {Outcomes} outcomes  The mode.
 * @property {EventSink} events
 * @property {number} maxResultBytes
 * @property {number} resultMs  How long a result is kept.
 * @property {number} errorMs  How long an error is kept.
 * @property {boolean} roundTrip  Whether the first caller gets a value as JSON keeps it.
 * @property {Serializer} [serializer]
 * @property {ErrorSerializer} [errorSerializer]
 * @property {Classes} [errorClasses]
 * @property {(outcome: { status: number, error: unknown }) => unknown} [storeIf]
 * @property {'all' | 'client' | 'none' | ((error: unknown) => unknown)} cacheErrors
 * @property {((status: number) => unknown) | (string | number)[]} [cacheStatus]  Response mode only.
 * @property {'retry' | 'conflict' | Reconcile} onAbandoned
 */

/**
 * One mode: how an outcome becomes a stored record and an answer again.
 * @typedef {object} Outcomes
 * @property {(value: any, settings: OutcomeSettings, request: OutcomeRequest, context: Context) => Verdict} verdictOfValue
 * @property {(error: any, settings: OutcomeSettings, request: OutcomeRequest, context: Context) => Verdict} verdictOfError
 * @property {(value: any) => number | undefined} statusOfValue  The HTTP status of what an operation returned, if it has one.
 * @property {(value: any, settings: OutcomeSettings, request: OutcomeRequest) => Later<Encoded>} encodeValue
 *   What an operation returned.
 * @property {(thrown: unknown, settings: OutcomeSettings, request: OutcomeRequest) => Later<Encoded>} encodeError  What it threw.
 * @property {(stored: { kind: Kind, payload: Payload }, settings: OutcomeSettings, request: OutcomeRequest) => Later<Decoded>} decode
 *   Throws an IdempotencyError for a result that cannot be replayed.
 * @property {(value: any, encoded: Kept, settings: OutcomeSettings, request: OutcomeRequest) => any} firstAnswer
 *   What the first caller gets: the value as every replay will have it, or as it is if that cannot be told.
 */

/**
 * Turns the outcome of an operation, a returned value or an error, into a stored record and back. Another mode has
 * another object with the same seven functions. All but the verdicts and the status may be async.
 * @type {Outcomes}
 */
const operationOutcomes = {
  /** 'store', 'free' or 'silent', from the outcome, the settings, the request and the operation's context. */
  verdictOfValue: () => 'store',
  verdictOfError: errorVerdict,
  /** The route sends a value with a status of its own. */
  statusOfValue: () => undefined,
  /** The encoded value of an operation, see encoded.js. */
  encodeValue(value, settings, request) {
    const answered = answeredWhile(request, value);
    if (answered !== false) return encodeAnswered(answered, value, settings, request);
    const encoded = encodeValue(value, settings, request);
    if (!isPromise(encoded) && settings.serializer === undefined)
      warnOfChanges(value, encoded, request);
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

/**
 * A result is kept all the same where something else may have sent the response: a retry has it then.
 * @param {'inside' | 'unclear'} answered
 * @param {unknown} value
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 */
function encodeAnswered(answered, value, settings, request) {
  warnIfAnswered(request, value);
  return answered === 'inside' ? unkept('value', 'sent') : encodeUnclear(value, settings, request);
}

/**
 * Looking through every result costs time. Production does not repeat the check that tests have made.
 * @param {unknown} value
 * @param {Encoded} encoded
 * @param {OutcomeRequest} request
 */
function warnOfChanges(value, { cause }, { label }) {
  if (value === null || typeof value === 'string') return;
  if (cause === undefined && inProduction()) return;
  const change = changeOf(value) ?? (cause && unreadablePart(value));
  if (change === undefined) return;
  warnOncePer('ONCEONLY_VALUE_CHANGED', `${label} ${change.path} (${change.kind})`);
}

/**
 * A value that JSON can't read, such as a getter that throws, becomes a tombstone. Looking at it must not fail either.
 * @param {unknown} value
 */
function changeOf(value) {
  try {
    return changedByJson(value);
  } catch {
    return { path: '/', kind: 'not readable' };
  }
}

/** @param {unknown} value */
function unreadablePart(value) {
  const path = circleIn(value);
  return path === undefined ? { path: '/', kind: 'not readable' } : { path, kind: 'circle' };
}

module.exports = { operationOutcomes };
