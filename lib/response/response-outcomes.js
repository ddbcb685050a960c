'use strict';

const { Buffer } = require('node:buffer');

const { kept, unkept } = require('../result/encoded');
const { whenKnown } = require('../util/is-promise');
const { neverReadable } = require('../errors/refusals');
const { statusVerdict } = require('../result/policy');
const { customTombstone, decodePayload, encodeCustom } = require('../result/payload');
const { deserialized, refusePlain } = require('../result/serialized');
const { CUSTOM } = require('../result/tombstone');
const { responseOfValue } = require('../result/manual-response');
const { isNotStarted } = require('../operation/not-started');
const { RESPONSE } = require('../result/payload-types');
const { decodeResponse, encodeResponse } = require('../result/stored-response');

/** @import { Kind } from '../result/encoded' */
/** @import { Decoded, OutcomeRequest, Outcomes, OutcomeSettings } from '../result/operation-outcomes' */
/** @import { Captured } from './capture/body' */

const ERRORS_FROM = 400;

/**
 * Whether a captured response is an error.
 * @param {{ status: number }} captured
 */
const isError = ({ status }) => status >= ERRORS_FROM;

/**
 * How the outcome of an operation becomes a stored record and an answer again, when the outcome is the response that a
 * ResponseCapture has taken. One with an error's status is stored as an error: only by the owner of the key.
 * @type {Outcomes}
 */
const responseOutcomes = {
  verdictOfValue(/** @type {Captured} */ captured, settings, request) {
    if (captured.verdict !== undefined) return captured.verdict;
    if (captured.endless) return 'store';
    const verdict = captured.skipped ? 'free' : statusVerdict(captured.status, settings, request);
    return verdict === 'free' && captured.mayRunOn ? 'silent' : verdict;
  },

  // Once the handler was called, how its response would have ended is not known.
  verdictOfError: (error) => (isNotStarted(error) ? 'undo' : 'silent'),

  statusOfValue: (/** @type {Captured} */ captured) => captured.status,

  encodeError: () => unkept('error', 'lost'),

  // Without a serializer, the size of the body counts.
  encodeValue(/** @type {Captured} */ captured, settings, request) {
    if (captured.endless) return unkept('value', 'endless');
    const kind = isError(captured) ? 'error' : 'value';
    const ttlMs = captured.ttlMs ?? (kind === 'error' ? settings.errorMs : settings.resultMs);
    if (captured.tooLarge) return unkept(kind, 'too-large', { bytes: captured.bytes, ttlMs });
    const payload = encodeResponse(captured);
    if (settings.serializer === undefined) return kept(kind, payload, lengthOf(captured), ttlMs);
    return encodeCustom(RESPONSE, payload, { kind, ttlMs }, settings, request);
  },

  decode({ kind, payload: stored }, settings, request) {
    const payload = /** @type {Buffer} */ (stored);
    refusePlain(payload, settings);
    const isCustom = payload[0] === CUSTOM && payload[1] === RESPONSE;
    if (isCustom) return decodeCustom(kind, payload, settings, request);
    if (kind === 'tombstone' || payload[0] !== RESPONSE) {
      return settledByHand(kind, payload, settings, request);
    }
    return { value: decoded(payload) };
  },

  firstAnswer: (captured) => captured,
};

/** @param {Captured} captured */
function lengthOf({ chunks }) {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

/**
 * @param {Kind} kind
 * @param {Buffer} payload
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {Promise<Decoded>}
 */
async function decodeCustom(kind, payload, settings, request) {
  if (kind === 'tombstone') throw await customTombstone(kind, payload, settings, request);
  const response = await deserialized(kind, payload, settings, request);
  if (!Buffer.isBuffer(response)) throw neverReadable();
  return { value: decoded(response) };
}

/**
 * A value that no response was: an operator has resolved the key with it. It is sent as a route of execute mode would.
 * A tombstone is told here as well.
 * @param {Kind} kind
 * @param {Buffer} payload
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 */
function settledByHand(kind, payload, settings, request) {
  const outcome = decodePayload({ kind, payload }, settings, request);
  return whenKnown(outcome, answerOf);
}

/**
 * @param {Decoded} outcome
 * @returns {Decoded}
 */
function answerOf(outcome) {
  return 'thrown' in outcome ? outcome : { value: responseOfValue(outcome.value) };
}

/** @param {Buffer} payload */
function decoded(payload) {
  const response = decodeResponse(payload);
  if (response === undefined) throw neverReadable();
  return response;
}

module.exports = { isError, responseOutcomes };
