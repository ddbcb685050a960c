'use strict';

const { Buffer } = require('node:buffer');
const { performance } = require('node:perf_hooks');

const { probe } = require('../operate/ready');

/** @import { ProbedLatency, ProbeTimes } from '../../../types/operate' */
/** @import { BeginCall } from '../../../types/store-calls' */
/** @import { Answer } from '../../waiting/waiters' */
/** @import { Later } from '../../util/is-promise' */
/** @import { Verbs } from '../store' */
/** @import { BoundedCall } from '../operate/record-scan' */

const now = performance.now.bind(performance);
const KEPT_MS = 2000;

/**
 * The times of the two calls that a fresh request makes, one request after the other. Their keys are removed.
 * @param {Verbs} verbs
 * @param {BoundedCall} call
 * @param {{ probes: number, isOver: () => boolean }} limits
 * @returns {Promise<ProbedLatency | null>}
 */
async function measure(verbs, call, { probes, isOver }) {
  /** @type {number[]} */
  const begins = [];
  /** @type {number[]} */
  const completes = [];
  for (let i = 0; i < probes && !isOver(); i++) {
    const own = probe();
    const answer = await timed(begins, () =>
      call((timeoutMs) => verbs.begin({ ...own, timeoutMs })),
    );
    await timed(completes, () => call((timeoutMs) => complete(verbs, own, answer, timeoutMs)));
    await call((timeoutMs) => verbs.remove({ id: own.id, force: true, timeoutMs }));
  }
  return begins.length === 0 ? null : { begin: timesOf(begins), complete: timesOf(completes) };
}

/**
 * @param {Verbs} verbs
 * @param {Omit<BeginCall, 'timeoutMs'>} own
 * @param {Answer} answer
 * @param {number} timeoutMs
 * @returns {Later<Answer>}
 */
function complete(verbs, own, { fence, attempt, record }, timeoutMs) {
  const { id, token, fingerprint, hint, label } = own;
  const result = {
    kind: /** @type {const} */ ('value'),
    payload: Buffer.from('j0'),
    ttlMs: KEPT_MS,
  };
  const names = { id, token, fingerprint, otherFingerprint: '', hint, label };
  return verbs.complete({ ...names, ...result, fence, attempt, record, isOwner: true, timeoutMs });
}

/**
 * @param {number[]} times
 * @param {() => Promise<Answer>} run
 */
async function timed(times, run) {
  const since = now();
  const answer = await run();
  times.push(now() - since);
  return answer;
}

/**
 * @param {number[]} times
 * @returns {ProbeTimes}
 */
function timesOf(times) {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (/** @type {number} */ part) =>
    round(sorted[Math.min(Math.ceil(sorted.length * part), sorted.length) - 1]);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99) };
}

/** @param {number} ms */
function round(ms) {
  return Math.round(ms * 1000) / 1000;
}

module.exports = { measure };
