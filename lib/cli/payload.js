'use strict';

const { inspect, types } = require('node:util');

const { bytesAsJson } = require('./bytes-as-json');

/** @import { StoredOutcome } from '../../types/operate' */
/** @import { Connection } from './connect' */

/**
 * The stored outcome of a record as JSON can hold it: `{ value }`, `{ error }`, `{ response }`, `{ tombstone }`, or `{ unreadable }`
 * with the reason. null without a result.
 * @param {Connection} connection
 * @param {string} id
 * @returns {Promise<object | null>}
 */
async function payloadOf({ store, serializer }, id) {
  try {
    const outcome = await store.read({ id }, { ...(serializer && { serializer }) });
    return outcome === null ? null : shown(outcome);
  } catch (error) {
    if (error.code !== 'LOCK_FAILED' || error.cause?.name === 'StoreError') throw error;
    const reason = error.cause?.message ?? error.message;
    return { unreadable: `${reason}. Does --config export the serializer that made it?` };
  }
}

/** @param {StoredOutcome} outcome */
function shown(outcome) {
  switch (outcome.kind) {
    case 'value':
      return { value: plain(outcome.value) };
    case 'error':
      return { error: errorFields(outcome.error) };
    case 'response': {
      const { status, headers, body } = outcome.response;
      return { response: { status, headers, ...bytesAsJson(body) } };
    }
    default:
      return { tombstone: true };
  }
}

/** @param {any} error */
function errorFields(error) {
  if (error === null || typeof error !== 'object') return plain(error);
  return plain({ name: error.name, message: error.message, ...error });
}

/**
 * A value that JSON can hold: one that it can't, as Node shows it.
 * @param {unknown} value
 */
function plain(value) {
  if (types.isUint8Array(value)) return bytesAsJson(value);
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    return inspect(value);
  }
}

module.exports = { payloadOf };
