/**
 * What submitOnce() tells idempotentFetch() about the key of an operation, and what it is told.
 * @typedef {object} Flight
 * @property {() => number} age  Milliseconds since the key was made.
 * @property {number} keyLifetimeMs
 * @property {boolean} mayHaveRun  Whether the key was sent before.
 * @property {number} calls  Calls of idempotentFetch() with the key.
 * @property {number} [status]  Of the final response that came last, if one has come.
 */

/** @type {any} */
const shared = globalThis;

/**
 * The operations that are being sent now, by key. Two copies of the package in one page share them.
 * @type {Map<string, Flight>}
 */
export const flights = (shared['onceonly.flights'] ??= new Map());
