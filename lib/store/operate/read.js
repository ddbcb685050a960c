'use strict';

const { Buffer } = require('node:buffer');

const { neverReadable } = require('../../errors/refusals');
const { decodePayload } = require('../../result/payload');
const { RESPONSE } = require('../../result/payload-types');
const { deserialized, refusePlain } = require('../../result/serialized');
const { decodeResponse } = require('../../result/stored-response');
const { CUSTOM, isTombstone } = require('../../result/tombstone');

/** @import { Answer } from '../../waiting/waiters' */
/** @import { SomeSettings } from '../../result/payload' */
/** @import { ReadHttpResponse, StoredOutcome } from '../../../types/operate' */

/**
 * The stored outcome of a record as operators see it, whatever the request was. LOCK_FAILED if the serializer has not made it.
 * @param {string} id
 * @param {Answer} answer  With its payload.
 * @param {SomeSettings} settings
 * @returns {Promise<StoredOutcome>}
 */
async function outcomeOf(id, { kind, payload }, settings) {
  const stored = { kind: /** @type {'value'} */ (kind), payload };
  const head = payload[0] === CUSTOM ? payload[1] : payload[0];
  if (kind === 'tombstone' || isTombstone(payload)) return { kind: 'tombstone' };
  if (head === RESPONSE) {
    return { kind: 'response', response: await responseOf(stored, settings, id) };
  }
  const outcome = await decodePayload(stored, settings, { id });
  if ('thrown' in outcome) return { kind: 'error', error: outcome.thrown };
  return { kind: 'value', value: outcome.value };
}

/**
 * @param {{ kind: 'value' | 'error', payload: Buffer }} stored
 * @param {SomeSettings} settings
 * @param {string} id
 * @returns {Promise<ReadHttpResponse>}
 */
async function responseOf({ kind, payload }, settings, id) {
  refusePlain(payload, settings);
  const isCustom = payload[0] === CUSTOM;
  const bytes = isCustom ? await deserialized(kind, payload, settings, { id }) : payload;
  const response = Buffer.isBuffer(bytes) ? decodeResponse(bytes) : undefined;
  if (response === undefined) throw neverReadable();
  const { status, headers, body } = response;
  /** @type {ReadHttpResponse['headers']} */
  const byName = {};
  for (const [name, value] of headers) {
    byName[name] = Array.isArray(value) ? value.map(String) : String(value);
  }
  return { status, headers: byName, body: Buffer.from(body) };
}

module.exports = { outcomeOf };
