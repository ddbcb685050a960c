'use strict';

const { GAUGES, RECORDED, STORE } = require('./catalogue');
const { Stores } = require('./gauges');
const { STORES } = require('./options');
const { recordEvents } = require('./recorder');
const { Series } = require('./series');
const { joinExporter } = require('./shared-exporters');
const { traceExecutions } = require('./spans');
const { checkOptions } = require('../options/check-options');
const { argumentError } = require('../util/argument-error');
const { methodsOf } = require('../util/checks');
const { version } = require('../../package.json');

/** @import { Gauge, Recorded } from './catalogue' */
/** @import { Exporter } from './shared-exporters' */
/** @import { OptionTable } from '../options/check-options' */

const NAME = 'onceonly';

/**
 * What a counter or a histogram of OpenTelemetry is told of events. A counter is observed: it adds 30 ns to a request.
 * @typedef {object} Recorder
 * @property {Recorded} metric
 * @property {(event: any) => void} record
 * @property {() => void} stop
 */

/**
 * @param {readonly { attribute: string }[]} labels
 * @param {string[]} values
 * @returns {Record<string, string>}
 */
function attributesOf(labels, values) {
  return Object.fromEntries(labels.map(({ attribute }, i) => [attribute, values[i]]));
}

/**
 * @param {any} meter
 * @param {Recorded} metric
 * @returns {Recorder}
 */
function counter(meter, metric) {
  const { name, unit, help: description, labels } = metric;
  const series = new Series(labels, (values) => ({
    attributes: attributesOf(labels, values),
    value: 0,
  }));
  const observe = (/** @type {any} */ result) => {
    for (const { value, attributes } of series.all) result.observe(value, attributes);
  };
  const instrument = meter.createObservableCounter(name, { unit, description });
  instrument.addCallback(observe);
  return {
    metric,
    record: (event) => (series.of(event).value += 1),
    stop: () => instrument.removeCallback(observe),
  };
}

/**
 * @param {any} meter
 * @param {Recorded} metric
 * @returns {Recorder}
 */
function histogram(meter, metric) {
  const { name, unit, help: description, labels, buckets } = metric;
  const value = /** @type {(event: any) => number | undefined} */ (metric.value);
  const series = new Series(labels, (values) => attributesOf(labels, values));
  const advice = { explicitBucketBoundaries: buckets };
  const instrument = meter.createHistogram(name, { unit, description, advice });
  return {
    metric,
    record(event) {
      const ms = value(event);
      if (ms !== undefined) instrument.record(ms / 1000, series.of(event));
    },
    stop() {},
  };
}

/**
 * @param {any} meter
 * @param {Gauge} gauge
 * @param {InstanceType<typeof Stores>} stores
 * @returns {() => void}
 */
function observeStores(meter, gauge, stores) {
  const { name, unit, help: description, combine } = gauge;
  const make = combine === 'sum' ? 'createObservableUpDownCounter' : 'createObservableGauge';
  const instrument = meter[make](name, { unit, description });
  const observe = (/** @type {any} */ result) => {
    for (const [store, value] of stores.read(gauge)) {
      result.observe(value, { [STORE.attribute]: store });
    }
  };
  instrument.addCallback(observe);
  return () => instrument.removeCallback(observe);
}

/**
 * @param {any} api
 * @param {any} meterProvider
 * @param {any} tracerProvider
 * @returns {Exporter}
 */
function exporterTo(api, meterProvider, tracerProvider) {
  const meter = meterProvider.getMeter(NAME, version);
  const stores = new Stores();
  const recorders = RECORDED.map((metric) =>
    metric.kind === 'counter' ? counter(meter, metric) : histogram(meter, metric),
  );
  const stops = [
    recordEvents(recorders),
    ...recorders.map(({ stop }) => stop),
    ...GAUGES.map((gauge) => observeStores(meter, gauge, stores)),
    traceExecutions(api, tracerProvider.getTracer(NAME, version)),
  ];
  return {
    add: (added) => stores.add(added),
    isThere: () => true,
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** @type {OptionTable} */
const OPTIONS = {
  meterProvider: [methodsOf('getMeter')],
  tracerProvider: [methodsOf('getTracer')],
  ...STORES,
};

/**
 * Gives the metrics of this process to OpenTelemetry, and puts a span around each execution. Returns a function that ends both. Call it
 * when the SDK has started: before that, metrics go nowhere. A second call for the same meter provider adds its stores.
 *
 * Options: `meterProvider` and `tracerProvider`, by default the global ones; `stores`, whose state is shown. TypeError for a bad one.
 * @param {any} api  @opentelemetry/api.
 * @param {object} [options]
 */
function openTelemetry(api, options = {}) {
  if (typeof api?.metrics?.getMeterProvider !== 'function') {
    throw argumentError('the first argument of openTelemetry()', '@opentelemetry/api', api);
  }
  const {
    meterProvider = api.metrics.getMeterProvider(),
    tracerProvider = api.trace.getTracerProvider(),
    stores,
  } = /** @type {any} */ (checkOptions(options, OPTIONS));
  return joinExporter(meterProvider, stores, () => exporterTo(api, meterProvider, tracerProvider));
}

module.exports = { openTelemetry };
