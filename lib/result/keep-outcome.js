'use strict';

const { whenKnown } = require('../util/is-promise');
const { jsonTextIn, payloadBytes } = require('./json-serializer');
const { serialized } = require('./serialized');
const { TOMBSTONE, epitaph, tombstonePayload } = require('./tombstone');
const { inProduction, warnOncePer } = require('../observe/warnings');

/** @import { Later } from '../util/is-promise' */
/** @import { Change, Encoded, Kept } from './encoded' */
/** @import { OutcomeRequest, OutcomeSettings } from './operation-outcomes' */

/**
 * The outcome of an operation in the form for the store, `{ kind, payload, ttlMs, why }`, or a promise of it. Only here
 * `maxResultBytes` is compared with the bytes, whoever has made them. If `why` is set, a tombstone is offered instead:
 * a retry must be told, and must not run again.
 * @param {unknown} value
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {Later<Kept>}
 */
function keepValue(value, settings, request) {
  return keep(settings.outcomes.encodeValue(value, settings, request), settings, request);
}

/**
 * The same for an error of the operation.
 * @param {unknown} thrown
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {Later<Kept>}
 */
function keepError(thrown, settings, request) {
  return keep(settings.outcomes.encodeError(thrown, settings, request), settings, request);
}

/**
 * The tombstone of an outcome that is encoded, whose bytes there is no room for; a promise if the app has a serializer.
 * @param {Kept} encoded
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {Later<Kept>}
 */
function withoutBytes(encoded, settings, request) {
  const bytes = payloadBytes(encoded.payload);
  return bury({ ...encoded, why: 'no-room', bytes }, settings, request);
}

/**
 * The `Idempotency-Status` of an outcome that is offered, see outcome-headers.js.
 * @param {Kept} encoded
 */
function statusOf({ why }) {
  return why === undefined ? undefined : 'not-replayable';
}

/**
 * The JSON text of an encoded value, where its caller wants that in the place of the value; else undefined.
 * @param {Kept} encoded
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {string | undefined}
 */
function textOf({ why, payload }, { roundTrip }, { wantsText }) {
  if (!wantsText || !roundTrip || why !== undefined || typeof payload !== 'string')
    return undefined;
  return jsonTextIn(payload);
}

/**
 * Whether an encoded outcome may be kept as it is.
 * @param {Encoded} encoded
 * @param {number} maxResultBytes
 * @returns {encoded is Kept}
 */
function isKept(encoded, maxResultBytes) {
  const { why, bytes } = encoded;
  return why === undefined && /** @type {number} */ (bytes) <= maxResultBytes;
}

/**
 * @param {Later<Encoded>} encoded
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {Later<Kept>}
 */
function keep(encoded, settings, request) {
  return whenKnown(encoded, (each) => bounded(each, settings, request));
}

/**
 * @param {Encoded} encoded
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {Later<Kept>}
 */
function bounded(encoded, settings, request) {
  if (isKept(encoded, settings.maxResultBytes)) {
    if (encoded.change !== undefined) warnOfChange(encoded.change, request);
    return encoded;
  }
  /** @type {Encoded} */
  const buried = { ...encoded, why: encoded.why ?? 'too-large' };
  settings.events.emit('not-replayable', request, { bytes: buried.bytes });
  warnOfLoss(buried, settings, request);
  return bury(buried, settings, request);
}

/**
 * A tombstone has the kind of its outcome: only that of a value counts as a success.
 * @param {Encoded} buried
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @returns {Later<Kept>}
 */
function bury(buried, settings, request) {
  const kind = buried.kind === 'error' ? 'error' : 'tombstone';
  /** @returns {Kept} */
  const plain = () => ({ ...buried, kind, payload: tombstonePayload(buried) });
  if (settings.serializer === undefined) return plain();
  const { why, ttlMs } = buried;
  return sealed(buried, settings, request).then(
    (payload) => ({ ...buried, kind, why, ttlMs, payload }),
    plain,
  );
}

/**
 * Made by the app's serializer as well, so that nobody else can say that a request was processed.
 * @param {Encoded} buried
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 */
async function sealed(buried, settings, request) {
  const kind = buried.kind === 'error' ? 'error' : 'value';
  return serialized(TOMBSTONE, kind, epitaph(buried), settings, request);
}

/**
 * @param {Encoded} buried
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 */
function warnOfLoss({ kind, why, bytes, cause }, { maxResultBytes, serializer }, { label }) {
  const route = label || 'an IdempotencyHandler';
  if (why === 'too-large') {
    const sizes = `${bytes ?? 'more'} bytes, \`maxResultBytes\` is ${maxResultBytes}`;
    warnOncePer('ONCEONLY_RESULT_TOO_LARGE', `${route}, ${sizes}`, route);
  } else if (why === 'unserialisable' && (kind === 'error' || serializer !== undefined)) {
    // Of a value as JSON, ONCEONLY_VALUE_CHANGED names the part.
    warnOncePer('ONCEONLY_RESULT_NOT_KEPT', `${route}, ${cause?.name ?? typeof cause}`, route);
  }
}

/**
 * Tests have shown it already, so production does not look again.
 * @param {Change} change
 * @param {OutcomeRequest} request
 */
function warnOfChange({ name, as, lost }, { label }) {
  if (inProduction()) return;
  const route = label || 'an IdempotencyHandler';
  const without = lost.length > 0 ? `, without ${lost.join(', ')}` : '';
  const change = name === as ? `${name}${without}` : `${name} as ${as}${without}`;
  warnOncePer('ONCEONLY_ERROR_CHANGED', `${route} ${change}`, `${route} ${name}`);
}

module.exports = { isKept, keepError, keepValue, statusOf, textOf, withoutBytes };
