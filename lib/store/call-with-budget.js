'use strict';

const { monotonicMs } = require('../clock');
const { delay, jitter } = require('../timers');

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 250;
// A shorter one could only end by its time, and would hide why the earlier ones failed.
const SHORTEST_TRY_MS = 20;

/**
 * Calls a verb of a store again and again until it answers, `deadline` (monotonic milliseconds) passes, or the store
 * says that trying again cannot help. Every verb of the protocol recognises its own token, so that a call whose reply
 * was lost may be sent again.
 *
 * Resolves to the answer. Rejects with the last error, which then carries `ambiguous: true` if any of the tries may
 * have reached the store. A LATE answer is another try: the store client has corrected its clock by then.
 */
async function callWithBudget(verb, deadline) {
  let pause = FIRST_PAUSE_MS;
  let ambiguous = false;
  for (;;) {
    const timeoutMs = Math.max(1, Math.ceil(deadline - monotonicMs()));
    let failure;
    try {
      const answer = await verb(timeoutMs);
      if (answer.state !== 'late') return answer;
      failure = new Error('the store refused a call that came after its deadline');
      failure.retry = 'safe';
    } catch (error) {
      failure = error;
      ambiguous ||= error?.retry !== 'safe' && error?.retry !== 'no';
    }
    const left = deadline - monotonicMs();
    if (failure?.retry === 'no' || left < SHORTEST_TRY_MS) {
      throw Object.assign(new BudgetError(failure), { ambiguous });
    }
    await delay(Math.min(jitter(pause), left - SHORTEST_TRY_MS));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

/** The store did not answer inside the budget; `cause` is its last error. */
class BudgetError extends Error {
  constructor(cause) {
    super('the store did not answer inside the budget', { cause });
    this.name = 'BudgetError';
    this.code = cause?.code;
  }
}

module.exports = { callWithBudget, BudgetError };
