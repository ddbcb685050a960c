'use strict';

const { MAX_BYTES, isTombstone } = require('../result/tombstone');

/** @import { Answer } from '../waiting/waiters' */
/** @import { Inspection } from '../../types/store' */

/**
 * The public view of a record, from a store's answer about it. Times in seconds, `createdAt` as a Date. An error that
 * could not be kept is a tombstone to users, though the store calls it an error. To find out, `read()` is called for a
 * small one. It resolves to the answer of an inspect with the payload.
 * @param {string} id
 * @param {Answer} found
 * @param {() => Promise<Answer>} read
 * @returns {Promise<Inspection>}
 */
async function inspectionOf(id, found, read) {
  const { state, kind, bytes } = found;
  const mayBeTombstone = state === 'done' && kind === 'error' && bytes <= MAX_BYTES;
  const isLost = mayBeTombstone && (await isLostError(read));
  return inspection(id, isLost ? { ...found, kind: 'tombstone' } : found);
}

/** @param {() => Promise<Answer>} read */
async function isLostError(read) {
  const { payload } = await read();
  return payload !== undefined && isTombstone(payload);
}

/**
 * @param {string} id
 * @param {Answer} found
 * @returns {Inspection}
 */
function inspection(id, { state, kind, attempt, fence, beganMs, leftMs, expiresMs, label, bytes }) {
  return {
    state: /** @type {Inspection['state']} */ (state),
    kind: kind ?? null,
    attempt,
    fence,
    createdAt: new Date(beganMs),
    expiresIn: expiresMs / 1000,
    leaseLeft: state === 'running' ? leftMs / 1000 : null,
    label,
    id,
    bytes,
  };
}

module.exports = { inspectionOf };
