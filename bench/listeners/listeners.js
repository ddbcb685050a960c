'use strict';

const diagnostics = require('node:diagnostics_channel');

/** Counts the events of requests, and nothing else. */
function counter() {
  let count = 0;
  const take = ({ type }) => {
    if (type === 'request') count += 1;
  };
  return { take, heard: () => count };
}

function byPrometheus() {
  const client = require('prom-client');
  const { prometheus } = require('../../lib/metrics');
  const heard = async () => {
    const { values } = await client.register.getSingleMetric('onceonly_requests_total').get();
    return values.reduce((sum, { value }) => sum + value, 0);
  };
  return { begin: () => prometheus(client), heard };
}

/** The SDK with a reader that reads when it is asked. */
function byMetrics() {
  const api = require('@opentelemetry/api');
  const { MeterProvider, MetricReader } = require('@opentelemetry/sdk-metrics');
  const { openTelemetry } = require('../../lib/metrics');
  class Reader extends MetricReader {
    async onForceFlush() {}
    async onShutdown() {}
  }
  const reader = new Reader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  const heard = async () => {
    const { resourceMetrics } = await reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    const { dataPoints } = metrics.find(
      ({ descriptor }) => descriptor.name === 'onceonly.requests',
    );
    return dataPoints.reduce((sum, { value }) => sum + value, 0);
  };
  return { begin: () => openTelemetry(api, { meterProvider }), heard };
}

/** The same, and spans that are kept nowhere. */
function bySpans() {
  const api = require('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
  const { BasicTracerProvider } = require('@opentelemetry/sdk-trace-base');
  let ended = 0;
  const processor = {
    onStart() {},
    onEnd: () => (ended += 1),
    async forceFlush() {},
    async shutdown() {},
  };
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  api.trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [processor] }));
  const { begin, heard } = byMetrics();
  return { begin, heard: async () => Math.min(ended, await heard()) };
}

function bySubscriber() {
  const { take, heard } = counter();
  const begin = () => {
    diagnostics.subscribe('onceonly:event', take);
    return () => diagnostics.unsubscribe('onceonly:event', take);
  };
  return { begin, heard };
}

function byOption() {
  const { take, heard } = counter();
  return { begin: () => () => {}, options: { onEvent: take }, heard };
}

/**
 * Who may listen: name -> a function that gives `begin()`, which listens until the function that it returns is called, `heard()`,
 * the number of requests that it was told, and `options` of the middleware that it listens to.
 */
const LISTENERS = {
  'prometheus()': byPrometheus,
  'openTelemetry(), metrics': byMetrics,
  'openTelemetry(), metrics and spans': bySpans,
  'a subscriber': bySubscriber,
  onEvent: byOption,
};

module.exports = { LISTENERS };
