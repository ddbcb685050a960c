'use strict';

const { Buffer } = require('node:buffer');

const { checkOptions } = require('../../options/check-options');
const { encodeCustom, encodeValue } = require('../../result/payload');
const { kept } = require('../../result/encoded');
const { responsePayload } = require('../../result/manual-response');
const { RESPONSE } = require('../../result/payload-types');
const { YEAR_S, boolean, seconds, serializer } = require('../../util/checks');
const { optionError } = require('../../util/option-error');
const { DEFAULT_TTL_S, refuseUnkept } = require('../value-limits');

/** @import { Later } from '../../util/is-promise' */
/** @import { Encoded, Payload } from '../../result/encoded' */
/** @import { SomeSettings } from '../../result/payload' */
/** @import { OptionTable } from '../../options/check-options' */
/** @import { OwnResolveCall } from '../store' */

/** @type {OptionTable} */
const RESOLVE = {
  result: [(name, value) => value],
  response: [(name, value) => value],
  ttl: [seconds(YEAR_S), DEFAULT_TTL_S],
  free: [boolean, false],
  serializer: [serializer],
};

/**
 * What a key is settled with: `{ result, ttl }`, `{ response, ttl }` or `{ free: true }`, as a store takes it.
 * @param {any} outcome
 * @param {string} id
 * @returns {Promise<Pick<OwnResolveCall, 'kind' | 'payload' | 'ttlMs'>>}
 */
async function settlement(outcome, id) {
  const {
    response,
    ttl: ttlMs,
    free,
    ...given
  } = /** @type {any} */ (checkOptions(outcome, RESOLVE));
  if (['result', 'response'].filter((name) => name in outcome).length + Number(free) !== 1) {
    throw optionError(
      'conflict',
      'resolve() must get { result, ttl }, { response, ttl } or { free: true }, and one of them only',
    );
  }
  if (free) return { kind: 'none', payload: Buffer.alloc(0), ttlMs };
  const encoded = await (response === undefined
    ? encodeValue(given.result, given, { id })
    : encodedResponse(response, given, id));
  refuseUnkept('the result of resolve()', encoded);
  return { kind: 'value', payload: /** @type {Payload} */ (encoded.payload), ttlMs };
}

/**
 * @param {unknown} response
 * @param {SomeSettings} settings
 * @param {string} id
 * @returns {Later<Encoded>}
 */
function encodedResponse(response, settings, id) {
  const payload = responsePayload(response);
  if (settings.serializer === undefined) return kept('value', payload, payload.length);
  return encodeCustom(RESPONSE, payload, { kind: 'value' }, settings, { id });
}

module.exports = { settlement };
