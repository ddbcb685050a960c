'use strict';

const { AsyncResource } = require('node:async_hooks');

const { warnOfHandler } = require('./warnings');

/** @import { Report } from './request-report' */

/**
 * Puts a span around each execution.
 * @typedef {object} Tracer
 * @property {(report: Report, run: () => unknown) => void} around  Calls `run` inside of a span, and sets `report.whenTold` to end it.
 */

/** @type {any} */
const shared = globalThis;
/**
 * The tracer of the process, for every copy of the package. OpenTelemetry has one too. Without one, an execution reads this member.
 * @type {{ tracer: Tracer | undefined }}
 */
const tracing = (shared[Symbol.for('onceonly.tracing.1')] ??= { tracer: undefined });

/**
 * Starts an execution inside of a span. A tracer that fails becomes a warning, and the execution runs once all the same.
 * @template T
 * @param {Tracer} tracer
 * @param {Report} report
 * @param {() => Promise<T>} run  Throws nothing.
 * @returns {Promise<T>}
 */
function inSpan(tracer, report, run) {
  /** @type {Promise<T> | undefined} */
  let running;
  try {
    tracer.around(report, () => (running ??= run()));
  } catch (error) {
    warnOfHandler(error);
  }
  return running ?? run();
}

/**
 * Keeps the span that is active now, for code that is called later from elsewhere. Undefined without a tracer.
 * @returns {AsyncResource | undefined}
 */
function activeSpan() {
  return tracing.tracer === undefined ? undefined : new AsyncResource('onceonly.span');
}

module.exports = { activeSpan, inSpan, tracing };
