'use strict';

const { isIdempotencyError } = require('../../errors/idempotency-error');
const { PROBLEM_TYPE, problemText } = require('../../http/problem');

/** @import { ErrorHandler } from './fastify' */

/**
 * The error handler of a route that answers refusals as problem documents. Every other error goes on to `own`, or to that of the app.
 * @param {ErrorHandler} [own]
 * @returns {ErrorHandler}
 */
function problemHandler(own) {
  /** @type {ErrorHandler} */
  return function idempotencyErrorHandler(error, request, reply) {
    if (!isIdempotencyError(error)) {
      if (own === undefined) throw error;
      return own.call(this, error, request, reply);
    }
    if (error.status === 500) reply.log.error({ err: error }, error.message);
    else reply.log.info({ err: error }, error.message);
    reply.code(error.status);
    for (const [name, value] of Object.entries(error.headers)) reply.header(name, value);
    reply.header('content-type', PROBLEM_TYPE);
    reply.send(problemText(error));
  };
}

module.exports = { problemHandler };
