'use strict';

const { answerInTime, warnIfAnswered } = require('../result/answered');
const { exposeHeaders, setOutcomeHeaders } = require('./outcome-headers');

/** @import { Response } from '../exchange/exchange' */
/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { Outcome } from '../execution/run' */
/** @import { Report } from '../observe/request-report' */

/** The caller of `execute()`, as runOnce() has it: sets the headers that tell a replay, and gives `{ result, cached }`. */
class ExecuteAnswer {
  /** Whether a result that is stored as JSON is wanted as its text. */
  wantsText = false;

  /**
   * The request that is executed, as it is told to an execution.
   * @type {RequestIdentity | undefined}
   */
  request;

  /**
   * What the event of the request will tell, if somebody listens.
   * @type {Report | undefined}
   */
  report;

  /**
   * @param {Response} res
   * @param {(error?: unknown) => void} next
   */
  constructor(res, next) {
    this.res = res;
    this.next = next;
  }

  /**
   * @param {Outcome} outcome
   * @returns {any}
   */
  answered(outcome) {
    this.tell(outcome);
    return { result: outcome.value, cached: outcome.cached };
  }

  /**
   * @param {unknown} error
   * @returns {any}
   */
  refused(error) {
    this.report?.refused(error);
    this.#letGo();
    exposeHeaders(this.res);
    throw error;
  }

  /**
   * Sets the outcome headers. Throws the operation's error.
   * @param {Outcome} outcome
   */
  tell(outcome) {
    const { cached } = outcome;
    this.report?.answered(outcome);
    try {
      const isTold = setOutcomeHeaders(this.res, outcome);
      if (!isTold && !cached && this.request !== undefined)
        warnIfAnswered(this.request, outcome.value);
    } catch (error) {
      exposeHeaders(this.res);
      throw error;
    } finally {
      this.#letGo();
    }
    if ('thrown' in outcome) throw outcome.thrown;
    if (cached && outcome.isUnclear) answerInTime(this.res, this.next);
  }

  // Whatever answers from here on, it is not the operation: one that ends late has its result kept. And a result that is
  // still offered to the store holds the request, which must not hold the response.
  #letGo() {
    if (this.request !== undefined) this.request.res = undefined;
  }
}

module.exports = { ExecuteAnswer };
