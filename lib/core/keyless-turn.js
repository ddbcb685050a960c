'use strict';

const { keylessContext } = require('../operation/operation-context');

/** @import { Report } from '../observe/request-report' */
/** @import { StoreParts } from '../store/store' */
/** @import { Answer } from '../response/value/given-answer' */

/** The turn of a request that is not protected: it has no key, or another method. Its response is sent as it is. */
class KeylessTurn {
  cached = /** @type {const} */ (false);
  key = undefined;
  #report;
  #outcome;
  #settle = /** @type {{ resolve: (reply: any) => void, reject: (error: unknown) => void }} */ (
    /** @type {unknown} */ (undefined)
  );

  /**
   * @param {Report | undefined} report
   * @param {'keyless' | 'passed'} outcome
   * @param {StoreParts['transactions']} transactions
   */
  constructor(report, outcome, transactions) {
    this.context = keylessContext(transactions);
    this.#report = report;
    this.#outcome = outcome;
    report?.begins();
    /** @type {Promise<{ cached: boolean, response: Answer, headers: Record<string, string> }>} */
    this.reply = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.reply.catch(() => {});
  }

  /** Nothing is kept. */
  skip() {}

  /** Nothing is kept. */
  ttl() {}

  /** @param {Answer} response */
  settle(response) {
    this.#tell();
    this.#settle.resolve({ cached: false, response, headers: {} });
    return this.reply;
  }

  /** @param {unknown} error */
  fail(error) {
    this.#tell();
    this.#settle.reject(error);
    return this.reply;
  }

  #tell() {
    this.#report?.finished();
    this.#report?.ended(this.#outcome);
  }
}

module.exports = { KeylessTurn };
