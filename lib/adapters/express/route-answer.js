'use strict';

const { Buffer } = require('node:buffer');

const { parseJson } = require('../../result/exact-json');
const { ExecuteAnswer } = require('../../http/execute-answer');
const { sendsPlainJson } = require('./express-json');
const { exposeHeaders } = require('../../http/outcome-headers');

const JSON_TYPE = 'application/json; charset=utf-8';

/** The caller that an idempotentRoute() is, as runOnce() has it: sends the result, and hands failures to `next`. */
class RouteAnswer extends ExecuteAnswer {
  #status;
  #headers;

  /** `headers`: a function of the result, or undefined. */
  constructor(res, next, status, headers) {
    super(res, next);
    this.#status = status;
    this.#headers = headers;
    // The text is sent as it is stored where nobody looks at the result.
    this.wantsText = headers === undefined && sendsPlainJson(res);
  }

  answered(outcome) {
    try {
      this.tell(outcome);
      this.send(outcome.value, outcome.text);
    } catch (error) {
      this.fail(error);
    }
  }

  refused(error) {
    try {
      super.refused(error);
    } catch (refused) {
      this.fail(refused);
    }
  }

  /** Sends a result, or the JSON `text` that stands for it. */
  send(result, text) {
    const { res } = this;
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

  fail(error) {
    // next(undefined) would mean "not handled".
    this.next(error ?? new Error('The handler rejected without an error.'));
  }
}

// As res.json() sends it. Asked again, since middleware may have put a method of its own on the response while the operation ran.
function sendText(res, text) {
  if (!sendsPlainJson(res)) return res.json(parseJson(text));
  if (!res.getHeader('Content-Type')) res.setHeader('Content-Type', JSON_TYPE);
  res.send(text);
}

module.exports = { RouteAnswer };
