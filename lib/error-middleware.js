'use strict';

const { IdempotencyError } = require('./errors');
const { DOCUMENTATION } = require('./middleware');

/**
 * Express error middleware: answers an IdempotencyError with its status as `application/problem+json` (RFC 9457) and
 * leaves every other error to the next handler.
 */
function idempotencyErrors() {
  return function idempotencyErrorMiddleware(error, req, res, next) {
    if (!(error instanceof IdempotencyError) || res.headersSent) return next(error);
    res.statusCode = error.status;
    for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value);
    const body = Buffer.from(JSON.stringify(problem(error)));
    res.setHeader('Content-Type', 'application/problem+json');
    res.setHeader('Content-Length', body.length);
    res.end(body);
  };
}

function problem({ code, status, message, retryable }) {
  return {
    type: DOCUMENTATION,
    title: titleOf(code),
    status,
    detail: message,
    error: code,
    message,
    retryable,
  };
}

function titleOf(code) {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words[0].toUpperCase() + words.slice(1);
}

module.exports = { idempotencyErrors };
