'use strict';

/** What users are told of a record, of what a store answers about it. Times in seconds, `createdAt` as a Date. */
function inspection(id, { state, kind, attempt, fence, beganMs, leftMs, expiresMs, label, bytes }) {
  return {
    state,
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

module.exports = { inspection };
