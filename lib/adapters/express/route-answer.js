'use strict';

const { Buffer } = require('node:buffer');

const { parseJson } = require('../../result/exact-json');
const { ExecuteAnswer } = require('../../http/execute-answer');
const { sendsPlainJson } = require('./express-json');
const { exposeHeaders } = require('../../http/outcome-headers');

/** @import { Outcome } from '../../execution/run' */
/** @import { ExpressResponse, Next } from './express' */

const JSON_TYPE = 'application/json; charset=utf-8';

/** The caller that an idempotentRoute() is, as runOnce() has it: sends the result, and hands failures to `next`. */
class RouteAnswer extends ExecuteAnswer {
  #status;
  /** @type {((result: any) => Record<string, string>) | undefined} */
  #headers;

  /**
   * `headers`: a function of the result, or undefined.
   * @param {ExpressResponse} res
   * @param {Next} next
   * @param {number} status
   * @param {((result: any) => Record<string, string>) | undefined} headers
   */
  constructor(res, next, status, headers) {
    super(res, next);
    this.#status = status;
    this.#headers = headers;
    // The text is sent as it is stored where nobody looks at the result.
    this.wantsText = headers === undefined && sendsPlainJson(res);
  }

  /** @param {Outcome} outcome */
  answered(outcome) {
    try {
      this.tell(outcome);
      this.send(outcome.value, outcome.text);
    } catch (error) {
      this.fail(error);
    }
  }

  /** @param {unknown} error */
  refused(error) {
    try {
      super.refused(error);
    } catch (refused) {
      this.fail(refused);
    }
  }

  /**
   * Sends a result, or the JSON `text` that stands for it.
   * @param {unknown} result
   * @param {string} [text]
   */
  send(result, text) {
    const res = /** @type {ExpressResponse} */ (this.res);
    // The operation has answered by itself, and a warning has said so.
    if (res.headersSent) return;
    res.status(this.#status);
    if (this.#headers !== undefined) {
      res.set(this.#headers(result));
      exposeHeaders(res);
    }
    if (text !== undefined) sendText(res, text);
    else if (result === undefined) res.end();
    else if (Buffer.isBuffer(result)) res.send(result);
    else res.json(result);
  }

  /** @param {unknown} error */
  fail(error) {
    // next(undefined) would mean "not handled".
    this.next(error ?? new Error('The handler rejected without an error.'));
  }
}

/**
 * As res.json() sends it. Asked again, since middleware may have put a method of its own on the response while the operation ran.
 * @param {ExpressResponse} res
 * @param {string} text
 */
function sendText(res, text) {
  if (!sendsPlainJson(res)) return res.json(parseJson(text));
  if (!res.getHeader('Content-Type')) res.setHeader('Content-Type', JSON_TYPE);
  res.send(text);
}

module.exports = { RouteAnswer };
