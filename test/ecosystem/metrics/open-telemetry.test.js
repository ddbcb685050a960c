'use strict';

const api = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
const {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} = require('@opentelemetry/sdk-metrics');
const {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} = require('@opentelemetry/sdk-trace-base');
const express = require('express');
const { IdempotencyHandler, MemoryStore, idempotency } = require('../../../lib');
const { openTelemetry } = require('../../../lib/metrics');
const { GAUGES, RECORDED } = require('../../../lib/metrics/catalogue');
const { testStore } = require('../../../lib/testing');
const { serve, serveRoute } = require('../../helpers/app');

const stops = [];
const spans = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(spans)],
});

beforeAll(() => {
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  api.trace.setGlobalTracerProvider(tracerProvider);
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  spans.reset();
});

/** Metrics of an SDK of their own, by name, as they are now. */
function telemetryOf(options = {}) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const begin = () => openTelemetry(api, { meterProvider, ...options });
  stops.push(begin(), () => meterProvider.shutdown());
  const read = async () => {
    await reader.forceFlush();
    const last = exporter.getMetrics().at(-1);
    const metrics = last.scopeMetrics.flatMap((each) => each.metrics);
    return new Map(metrics.map((metric) => [metric.descriptor.name, metric]));
  };
  return { begin, read };
}

const pointOf = (metric, attributes = {}) =>
  metric.dataPoints.find((point) =>
    Object.entries(attributes).every(([name, value]) => point.attributes[name] === value),
  )?.value;

const ended = (name = 'onceonly execute') =>
  spans.getFinishedSpans().filter((span) => span.name === name);

describe('the metrics', () => {
  test('are all there, with their units, and count what happens', async () => {
    const store = new MemoryStore();
    const { read } = telemetryOf({ stores: [store] });
    const http = await serveRoute(express, { store, scope: false }, () => 1);
    for (let i = 0; i < 2; i++) await http.post('/run', { key: 'k', body: {} });
    const metrics = await read();
    for (const { name, unit } of [...RECORDED, ...GAUGES]) {
      if (name === 'onceonly.wait.duration') continue; // Nothing has waited.
      expect(metrics.get(name).descriptor).toMatchObject({ name, unit });
    }
    const told = { 'http.route': '/run' };
    const requests = metrics.get('onceonly.requests');
    expect(pointOf(requests, { ...told, 'onceonly.outcome': 'executed' })).toBe(1);
    expect(pointOf(requests, { ...told, 'onceonly.outcome': 'replayed' })).toBe(1);
    const durations = metrics.get('onceonly.operation.duration');
    expect(pointOf(durations, { ...told, 'onceonly.kept': 'value' })).toMatchObject({ count: 1 });
    const { buckets } = RECORDED.find(({ name }) => name === 'onceonly.operation.duration');
    expect(pointOf(durations).buckets.boundaries).toEqual(buckets);
    expect(pointOf(metrics.get('onceonly.store.up'), { 'onceonly.store': 'memory:idem' })).toBe(1);
  });

  test('count once, however often they are asked for, and end when all have stopped', async () => {
    const { begin, read } = telemetryOf();
    stops.push(begin());
    const handler = new IdempotencyHandler({ store: new MemoryStore() });
    await handler.execute('k', {}, () => 1);
    const executed = async () =>
      pointOf((await read()).get('onceonly.requests'), { 'onceonly.outcome': 'executed' });
    expect(await executed()).toBe(1);
    stops.shift()();
    await handler.execute('l', {}, () => 1);
    expect(await executed()).toBe(2);
  });
});

describe('the span of a run', () => {
  const child = () => api.trace.getTracer('app').startSpan('gateway').end();

  test('is the parent of what its operation does, and the child of what is around it', async () => {
    telemetryOf();
    const handler = new IdempotencyHandler({ store: new MemoryStore() });
    const outer = api.trace.getTracer('app').startSpan('outer');
    await api.context.with(api.trace.setSpan(api.context.active(), outer), () =>
      handler.execute('k', {}, async () => {
        await null;
        child();
      }),
    );
    outer.end();
    const [run] = ended();
    const [gateway] = ended('gateway');
    expect(gateway.parentSpanContext.spanId).toBe(run.spanContext().spanId);
    expect(run.parentSpanContext.spanId).toBe(outer.spanContext().spanId);
    expect(run.kind).toBe(api.SpanKind.INTERNAL);
    expect(run.status.code).toBe(api.SpanStatusCode.UNSET);
  });

  test('has what became of it, and a replay has the same record', async () => {
    telemetryOf();
    const http = await serveRoute(express, { store: new MemoryStore(), scope: false }, () => 1);
    for (let i = 0; i < 2; i++) await http.post('/run', { key: 'k', body: {} });
    const [run, replay] = ended().map(({ attributes }) => attributes);
    expect(run).toEqual({
      'onceonly.record_id': expect.stringMatching(/^[\w-]{43}$/),
      'http.route': '/run',
      'onceonly.outcome': 'executed',
      'onceonly.cached': false,
      'onceonly.attempt': 1,
      'onceonly.kept': 'value',
    });
    expect(replay).toMatchObject({ 'onceonly.outcome': 'replayed', 'onceonly.cached': true });
    expect(replay['onceonly.record_id']).toBe(run['onceonly.record_id']);
  });

  test('is around a handler in response mode', async () => {
    telemetryOf();
    const http = await serve(express, (app) => {
      app.use(idempotency({ store: new MemoryStore(), scope: false, mode: 'response' }));
      app.post('/run', async (req, res) => {
        await null;
        child();
        res.json(1);
      });
    });
    await http.post('/run', { key: 'k', body: {} });
    const [[run], [gateway]] = [ended(), ended('gateway')];
    expect(gateway.parentSpanContext.spanId).toBe(run.spanContext().spanId);
    expect(run.attributes['onceonly.outcome']).toBe('executed');
  });

  test('is an error only if the store does not answer, or nobody knows the outcome', async () => {
    telemetryOf();
    const store = testStore();
    const handler = new IdempotencyHandler({ store });
    const run = (key, body, operation = () => 1) =>
      handler.execute(key, body, operation).catch(({ code }) => code);
    await run('k', {});
    await run('k', { other: true });
    await run('declined', {}, () => {
      throw Object.assign(new Error('declined'), { status: 402 });
    });
    store.fail('begin', 'CONNECT_FAILED', Infinity);
    await run('l', {});
    const told = ended().map(({ attributes, status }) => [
      attributes['onceonly.outcome'],
      status.code === api.SpanStatusCode.ERROR,
      attributes['error.type'],
    ]);
    expect(told).toEqual([
      ['executed', false, undefined],
      ['mismatch', false, 'IDEMPOTENCY_KEY_REUSED'],
      ['executed', false, undefined],
      ['unavailable', true, 'LOCK_FAILED'],
    ]);
  });

  test('is made no more when it was stopped', async () => {
    telemetryOf();
    for (const stop of stops.splice(0)) stop();
    await new IdempotencyHandler({ store: new MemoryStore() }).execute('k', {}, () => 1);
    expect(ended()).toEqual([]);
  });
});

test.each([
  ['no API', [undefined], 'ERR_ONCEONLY_ARGUMENT'],
  ['an unknown option', [api, { register: {} }], 'ERR_ONCEONLY_OPTION_UNKNOWN'],
  ['no provider', [api, { meterProvider: {} }], 'ERR_ONCEONLY_OPTION_VALUE'],
])('%s is refused', (_, args, code) => {
  expect(() => openTelemetry(...args)).toThrow(expect.objectContaining({ code }));
});
