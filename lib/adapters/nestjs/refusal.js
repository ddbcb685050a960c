'use strict';

const { createRequire } = require('node:module');

const { isIdempotencyError } = require('../../errors/idempotency-error');
const { PROBLEM_TYPE, problem } = require('../../http/problem');

/** @import { Response } from '../../exchange/exchange' */
/** @import { Refused } from '../../errors/idempotency-error' */

const BRAND = Symbol.for('onceonly.error');

/** What Nest's own classes are for us: those of the app, or nothing. */
class NestErrors {
  #Refusal;
  /**
   * `HttpException` and the classes made from it.
   * @type {Record<string, any>}
   */
  classes;

  /** @param {any} [HttpException]  As the app hands it in. */
  constructor(HttpException) {
    const common = resolved();
    const Base = HttpException ?? common.HttpException;
    const found = common.HttpException === Base ? common : { HttpException: Base };
    this.#Refusal = Base === undefined ? undefined : refusalClass(Base);
    this.classes = Object.fromEntries(
      Object.entries(found).filter(([, value]) => isOf(Base, value)),
    );
  }

  /**
   * The error that the exception filters of the app get: a refusal of ours as an HttpException, every other one as it is. The response
   * gets the headers of a refusal, whoever writes it.
   * @param {any} error
   * @param {Response} res
   */
  forFilters(error, res) {
    if (!isIdempotencyError(error) || res.headersSent) return error;
    for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value);
    return this.#Refusal === undefined ? error : new this.#Refusal(error, res);
  }
}

/**
 * @param {any} Base
 * @param {any} value
 */
function isOf(Base, value) {
  return typeof value === 'function' && (value === Base || value.prototype instanceof Base);
}

/**
 * `@nestjs/common` as the app's main file finds it, or this file, or the current folder.
 * @returns {Record<string, any>}
 */
function resolved() {
  for (const from of [require.main?.filename, process.argv[1], __filename, `${process.cwd()}/`]) {
    try {
      const common = createRequire(/** @type {string} */ (from))('@nestjs/common');
      if (typeof common.HttpException === 'function') return common;
    } catch {
      // Another place may have it.
    }
  }
  return {};
}

/**
 * A refusal that is an IdempotencyError and an HttpException. Its response is the problem document.
 * @param {any} HttpException
 * @returns {any}
 */
function refusalClass(HttpException) {
  return class IdempotencyException extends HttpException {
    /**
     * @param {Refused} error
     * @param {Response} res
     */
    constructor(error, res) {
      super(new ProblemDocument(error, res), error.status);
      // Without `expose`, by which Nest 12 would take it for an error of http-errors and make another one of it.
      const { code, statusCode, retryable, headers, help, cause, stack } = error;
      Object.assign(this, { code, statusCode, retryable, headers, help, cause });
      Object.defineProperty(this, 'stack', { value: stack, configurable: true, writable: true });
    }

    get [BRAND]() {
      return true;
    }
  };
}

/**
 * A problem document that gives the response its type when it is written as JSON. A filter that writes something else has a type of its
 * own, and Nest 11 takes a type away that was set before.
 */
class ProblemDocument {
  #res;

  /**
   * @param {Refused} error
   * @param {Response} res
   */
  constructor(error, res) {
    Object.assign(this, problem(error));
    this.#res = res;
  }

  toJSON() {
    if (!this.#res.headersSent) this.#res.setHeader('Content-Type', PROBLEM_TYPE);
    return { ...this };
  }
}

module.exports = { NestErrors };
