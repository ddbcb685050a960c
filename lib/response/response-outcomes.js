'use strict';

const { IdempotencyError } = require('../errors');
const { unreadable } = require('../json-serializer');
const { statusVerdict } = require('../outcome-policy');
const { decodePayload } = require('../payload');
const { CUSTOM, deserialized, serialized, tombstone } = require('../serialized');
const { responseOfValue } = require('./given-response');
const { decodeResponse, encodeResponse } = require('./stored-response');

// The first byte of a stored response, or the second where it went through the app's serializer.
const RESPONSE = 0x72; // r

const ERRORS_FROM = 400;

/**
 * How the outcome of an operation becomes a stored record and an answer again, when the outcome is the response that a
 * ResponseCapture has taken. One with an error's status is stored as an error: only by the owner of the key.
 */
const responseOutcomes = {
  verdictOfValue(captured, settings) {
    if (captured.endless) return 'store';
    return captured.skipped ? 'free' : statusVerdict(captured.status, settings);
  },

  // The handler was called, and how its response would have ended is not known.
  verdictOfError: () => 'silent',

  encodeError: () => tombstone('lost'),

  encodeValue(captured, settings, request) {
    if (captured.endless) return tombstone('endless');
    const isError = captured.status >= ERRORS_FROM;
    const ttlMs = captured.ttlMs ?? (isError ? settings.errorMs : settings.resultMs);
    if (captured.tooLarge) return { ...tombstone('too-large'), ttlMs };
    const kind = isError ? 'error' : 'value';
    const payload = encodeResponse(captured);
    if (settings.serializer === undefined) return { kind, payload, ttlMs };
    return encodeCustom(kind, payload, ttlMs, settings, request);
  },

  decode({ kind, payload }, settings, request) {
    if (kind === 'tombstone') throw new IdempotencyError('RESULT_NOT_REPLAYABLE');
    if (payload[0] === RESPONSE) return { value: decoded(payload) };
    const isCustom = payload[0] === CUSTOM && payload[1] === RESPONSE;
    if (isCustom) return decodeCustom(kind, payload, settings, request);
    return settledByHand(kind, payload, settings, request);
  },

  firstAnswer: (captured) => captured,
};

async function encodeCustom(kind, response, ttlMs, settings, request) {
  try {
    const payload = await serialized(RESPONSE, kind, response, settings, request);
    return { kind, payload, ttlMs };
  } catch (cause) {
    return { ...tombstone('unserialisable', cause), ttlMs };
  }
}

async function decodeCustom(kind, payload, settings, request) {
  const response = await deserialized(kind, payload, settings, request);
  if (!Buffer.isBuffer(response)) throw unreadable();
  return { value: decoded(response) };
}

// A value that no response was: an operator has resolved the key with it. It is sent as a route of execute mode would.
async function settledByHand(kind, payload, settings, request) {
  const outcome = await decodePayload({ kind, payload }, settings, request);
  return 'thrown' in outcome ? outcome : { value: responseOfValue(outcome.value) };
}

function decoded(payload) {
  const response = decodeResponse(payload);
  if (response === undefined) throw unreadable();
  return response;
}

module.exports = { responseOutcomes };
