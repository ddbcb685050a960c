'use strict';

const { wallClockMs } = require('../native/clock');
const { MAX_BYTES, isTombstone } = require('../result/tombstone');

/** @import { Answer } from '../waiting/waiters' */
/** @import { Inspection } from '../../types/store' */

/**
 * The public view of a record, from a store's answer about it. An error that could not be kept is a tombstone to users, though
 * the store calls it an error. To find out, `read()` is called for a small one. It resolves to the answer of an inspect with the
 * payload.
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
 * The same without a look: an error that could not be kept is shown as an error. Times in seconds, `createdAt` as a Date.
 * @param {string} id
 * @param {Answer} found  Without `elapsedMs` the clock of this process tells the age.
 * @returns {Inspection}
 */
function inspection(id, found) {
  const { state, kind, attempt, fence, beganMs, leftMs, expiresMs, label, bytes } = found;
  const { elapsedMs = Math.max(wallClockMs() - beganMs, 0) } = found;
  return {
    state: /** @type {Inspection['state']} */ (state),
    kind: kind ?? null,
    attempt,
    fence,
    createdAt: new Date(beganMs),
    age: elapsedMs / 1000,
    expiresIn: expiresMs / 1000,
    leaseLeft: state === 'running' ? leftMs / 1000 : null,
    label,
    id,
    bytes,
  };
}

module.exports = { inspection, inspectionOf };
