'use strict';

const { Buffer } = require('node:buffer');

const { exposeHeaders } = require('./outcome-headers');

/** @import { NodeResponse } from '../exchange/exchange' */
/** @import { Refused } from '../errors/idempotency-error' */

const PROBLEM_TYPE = 'application/problem+json';

/**
 * The problem document (RFC 9457) of an error, as the bytes that a client gets.
 * @param {Refused} error
 */
function problemText(error) {
  return Buffer.from(JSON.stringify(problem(error)));
}

/**
 * The same as an object.
 * @param {Refused} error
 */
function problem({ code, status, message, retryable, headers }) {
  return {
    type: typeOf(code),
    title: titleOf(code),
    status,
    detail: message,
    error: code,
    message,
    retryable,
    retryAfter: secondsOf(headers['Retry-After']),
  };
}

/**
 * The problem type of RFC 9457, one per code and the same for ever. A name, no address: the package has no domain where its
 * types could be read.
 * @param {string} code
 */
function typeOf(code) {
  return `urn:onceonly:problem:${code.toLowerCase().replaceAll('_', '-')}`;
}

/**
 * JSON leaves it out if there is none.
 * @param {string | undefined} retryAfter
 */
function secondsOf(retryAfter) {
  return retryAfter === undefined ? undefined : Number(retryAfter);
}

/** @param {string} code */
function titleOf(code) {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words[0].toUpperCase() + words.slice(1);
}

/**
 * Answers with the problem document of an error.
 * @param {Refused} error
 * @param {NodeResponse} res
 */
function sendProblem(error, res) {
  res.statusCode = error.status;
  for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value);
  exposeHeaders(res);
  const body = problemText(error);
  res.setHeader('Content-Type', PROBLEM_TYPE);
  res.setHeader('Content-Length', body.length);
  res.end(body);
}

module.exports = { PROBLEM_TYPE, problem, problemText, sendProblem };
