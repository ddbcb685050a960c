'use strict';

const api = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
const {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} = require('@opentelemetry/sdk-trace-base');

const { openTelemetry } = require('../../../lib/metrics');
const { atEnd } = require('../../helpers/cleanups');

const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(exporter)],
});
const tracer = tracerProvider.getTracer('app');
const named = (name) => exporter.getFinishedSpans().filter((span) => span.name === name);
let stop;

/**
 * An operation that makes a span `provider` once it has waited, and what tells of all spans from now on. An SDK belongs to a process, so
 * the tests of a file share one.
 */
function tracedOperation() {
  if (stop === undefined) {
    api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    stop = openTelemetry(api, { tracerProvider });
    atEnd(stop);
  }
  exporter.reset();
  return {
    named,
    parentsOf: (name) => named(name).map(({ parentSpanContext }) => parentSpanContext?.spanId),
    /** Runs `fn` inside a span of the app. */
    inside(name, fn) {
      const span = tracer.startSpan(name);
      return api.context
        .with(api.trace.setSpan(api.context.active(), span), fn)
        .finally(() => span.end());
    },
    async operation() {
      await null;
      tracer.startSpan('provider').end();
      return { id: 'order_1' };
    },
  };
}

module.exports = { tracedOperation };
