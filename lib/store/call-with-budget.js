'use strict';

const { monotonicMs } = require('../native/clock');
const { isPromise } = require('../util/is-promise');
const { delay, jitter } = require('../util/timers');

/** @import { Later } from '../util/is-promise' */

/**
 * One try of a call, that may take so many milliseconds.
 * @template {{ state: string }} A
 * @typedef {(timeoutMs: number) => Later<A>} Try
 */

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 250;
// A shorter one could only end by its time, and would hide why the earlier ones failed.
const SHORTEST_TRY_MS = 20;

/**
 * Calls a verb of a store again and again until it answers, `deadline` (monotonic milliseconds) passes, or the store
 * says that trying again cannot help. Every verb of the protocol recognises its own token, so that a call whose reply
 * was lost may be sent again.
 *
 * Gives the answer, or a promise of it where the store does not know at once. Rejects with a BudgetError whose `cause` is
 * the last error, and which carries `ambiguous: true` if any of the tries may have reached the store. A LATE answer is
 * another try: the store client has corrected its clock by then.
 * @template {{ state: string }} A
 * @param {Try<A>} verb
 * @param {number} deadline
 * @param {number} [now]
 * @returns {Later<A>}
 */
function callWithBudget(verb, deadline, now = monotonicMs()) {
  let answered;
  try {
    answered = verb(timeLeft(deadline, now));
  } catch (error) {
    return callAgain(verb, deadline, error);
  }
  if (isPromise(answered)) {
    return answered.then(
      (answer) => (answer.state === 'late' ? callAgain(verb, deadline, late()) : answer),
      (error) => callAgain(verb, deadline, error),
    );
  }
  return answered.state === 'late' ? callAgain(verb, deadline, late()) : answered;
}

/**
 * The same for a caller that has made the first try by itself and awaits its answer: each promise and closure on the
 * way of a call counts. `failure`: the error of that try, or late() for an answer that is LATE.
 * @template {{ state: string }} A
 * @param {Try<A>} verb
 * @param {number} deadline
 * @param {any} failure
 * @returns {Promise<A>}
 */
async function callAgain(verb, deadline, failure) {
  let pause = FIRST_PAUSE_MS;
  let ambiguous = isAmbiguous(failure);
  for (;;) {
    const left = deadline - monotonicMs();
    if (failure?.retry === 'no' || left < SHORTEST_TRY_MS) {
      throw Object.assign(new BudgetError(failure), { ambiguous });
    }
    await delay(Math.min(jitter(pause), left - SHORTEST_TRY_MS));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    try {
      const answer = await verb(timeLeft(deadline, monotonicMs()));
      if (answer.state !== 'late') return answer;
      failure = late();
    } catch (error) {
      failure = error;
      ambiguous ||= isAmbiguous(error);
    }
  }
}

/**
 * @param {number} deadline
 * @param {number} now
 */
function timeLeft(deadline, now) {
  return Math.max(1, Math.ceil(deadline - now));
}

/** @param {any} error */
function isAmbiguous(error) {
  return error?.retry !== 'safe' && error?.retry !== 'no';
}

function late() {
  return Object.assign(new Error('the store refused a call that came after its deadline'), {
    retry: 'safe',
  });
}

/** The store did not answer inside the budget; `cause` is its last error. */
class BudgetError extends Error {
  /** @param {any} cause */
  constructor(cause) {
    super('the store did not answer inside the budget', { cause });
    this.name = 'BudgetError';
    this.code = cause?.code;
  }
}

module.exports = { callAgain, callWithBudget, late, BudgetError };
