'use strict';

const { IdempotencyError } = require('../../errors/idempotency-error');
const { checkOptions } = require('../../options/check-options');
const { integer, oneOf } = require('../../util/checks');
const { optionError } = require('../../util/option-error');

/** @import { Answer } from '../../waiting/waiters' */
/** @import { OptionTable } from '../../options/check-options' */
/** @import { SeenAttempt, Verbs } from '../store' */

/**
 * The parts of an `Inspection` that tell which attempt an operator saw.
 * @type {OptionTable}
 */
const GUARD = {
  attempt: [integer(1)],
  fence: [integer(0)],
  state: [oneOf('running', 'silent', 'unknown', 'freed', 'done')],
};

/**
 * What of a state is compared. The others follow each other as time passes.
 * @type {Record<string, SeenAttempt['state']>}
 */
const SEEN = {
  running: 'running',
  silent: 'idle',
  unknown: 'idle',
  freed: 'idle',
  done: 'stored',
};

/**
 * What a store has to compare, or undefined for nothing.
 * @param {object} guard
 * @param {Verbs} verbs
 * @returns {SeenAttempt | undefined}
 */
function seenAttempt(guard, verbs) {
  const given = /** @type {{ attempt?: number, fence?: number, state?: string }} */ (
    checkOptions(guard, GUARD)
  );
  if (Object.keys(given).length === 0) return undefined;
  requireComparison(verbs);
  return { ...given, state: given.state === undefined ? 'any' : SEEN[given.state] };
}

/**
 * The guard of a record that was just seen.
 * @param {Answer} seen
 * @returns {SeenAttempt}
 */
function guardOf({ attempt, fence, state }) {
  return { attempt, fence, state: SEEN[state] };
}

/** @param {Verbs} verbs */
function requireComparison(verbs) {
  if (verbs.comparesAttempts) return;
  throw optionError(
    'method',
    "a store of the six verbs can't compare the attempt that you saw. Define it by `insert`, `look` and `swap`",
  );
}

/**
 * Throws where another attempt has the key, or where this one goes on.
 * @param {Answer} answer
 */
function refuseOthers({ state, attempt, kind }) {
  if (state === 'running') throw new IdempotencyError('REQUEST_IN_PROGRESS');
  if (state !== 'changed') return;
  const now = `attempt ${attempt}, ${kind === undefined ? 'without a result' : 'with a result'}`;
  throw new IdempotencyError('ATTEMPT_CHANGED', {
    message: `The record is not that of the attempt that you have seen: it is of ${now}. Look again before you decide.`,
  });
}

module.exports = { GUARD, guardOf, refuseOthers, requireComparison, seenAttempt };
