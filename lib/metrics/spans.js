'use strict';

const { tracing } = require('../observe/tracing');

/** @import { Report } from '../observe/request-report' */
/** @import { Tracer } from '../observe/tracing' */

// Refusals are answers of a protocol. In these outcomes something is broken.
const FAILED = new Set(['unavailable', 'unknown']);
const NAME = 'onceonly execute';

/**
 * Puts a span around each execution until the function that it returns is called. Spans of the operation are its children. A process
 * has one tracer: while it is there, another one makes no spans.
 * @param {any} api  @opentelemetry/api.
 * @param {any} tracer
 * @returns {() => void}
 */
function traceExecutions(api, tracer) {
  if (tracing.tracer !== undefined) return () => {};
  /** @type {Tracer} */
  const own = {
    around(report, run) {
      const attributes = { 'onceonly.record_id': report.id, ...routeOf(report) };
      const span = tracer.startSpan(NAME, { kind: api.SpanKind.INTERNAL, attributes });
      report.whenTold = (event) => endSpan(api, span, event);
      api.context.with(api.trace.setSpan(api.context.active(), span), run);
    },
  };
  tracing.tracer = own;
  return () => {
    if (tracing.tracer === own) tracing.tracer = undefined;
  };
}

/** @param {Report} report */
function routeOf({ route }) {
  return route === '' ? {} : { 'http.route': route };
}

/**
 * @param {any} api
 * @param {any} span
 * @param {{ outcome: string, cached: boolean, attempt?: number, kept?: string, code?: string }} event
 */
function endSpan(api, span, { outcome, cached, attempt, kept, code }) {
  span.setAttribute('onceonly.outcome', outcome);
  span.setAttribute('onceonly.cached', cached);
  if (attempt !== undefined) span.setAttribute('onceonly.attempt', attempt);
  if (kept !== undefined) span.setAttribute('onceonly.kept', kept);
  if (code !== undefined) span.setAttribute('error.type', code);
  if (FAILED.has(outcome)) span.setStatus({ code: api.SpanStatusCode.ERROR, message: code });
  span.end();
}

module.exports = { traceExecutions };
