'use strict';

const { GAUGES, RECORDED, STORE, prometheusName } = require('./catalogue');
const { Stores } = require('./gauges');
const { STORES } = require('./options');
const { recordEvents } = require('./recorder');
const { joinExporter } = require('./shared-exporters');
const { Counts, Durations } = require('./tallies');
const { checkOptions } = require('../options/check-options');
const { argumentError } = require('../util/argument-error');
const { methodsOf } = require('../util/checks');
const { optionError } = require('../util/option-error');

/** @import { Exporter } from './shared-exporters' */
/** @import { OptionTable } from '../options/check-options' */
/** @import { Metric } from './catalogue' */
/** @import { Sample } from './tallies' */

/**
 * What prom-client calls a metric: a registry asks it for `get()`. We count by ourselves, and tell the sums when a registry is read:
 * 30 ns for a duration, where a Histogram of prom-client takes 230.
 * @typedef {object} RegisteredMetric
 * @property {string} name
 * @property {string} help
 * @property {'counter' | 'histogram' | 'gauge'} type
 * @property {string} aggregator  How the figures of the processes of a cluster become one.
 * @property {() => object} get
 * @property {() => void} reset
 */

/**
 * @param {Metric} metric
 * @param {(name: string) => Sample[]} samples
 * @param {() => void} [reset]
 * @returns {RegisteredMetric}
 */
function registered(metric, samples, reset = () => {}) {
  const { kind: type, help } = metric;
  const aggregator = 'combine' in metric ? metric.combine : 'sum';
  const name = prometheusName(metric);
  return {
    name,
    help,
    type,
    aggregator,
    // A registry that writes OpenMetrics takes `_total` from the name.
    get() {
      return { name: this.name, help, type, aggregator, values: samples(name) };
    },
    reset,
  };
}

/**
 * @param {any} register
 * @returns {Exporter}
 */
function exporterTo(register) {
  const stores = new Stores();
  const gauges = GAUGES.map((gauge) =>
    registered(gauge, () =>
      [...stores.read(gauge)].map(([store, value]) => ({ labels: { [STORE.name]: store }, value })),
    ),
  );
  const recorders = RECORDED.map((metric) => {
    const begin = () => (metric.kind === 'counter' ? new Counts(metric) : new Durations(metric));
    let kept = begin();
    return {
      metric,
      record: (/** @type {object} */ event) => kept.record(event),
      registered: registered(
        metric,
        (name) => kept.samples(name),
        () => (kept = begin()),
      ),
    };
  });
  const all = [...recorders.map((each) => each.registered), ...gauges];
  const names = all.map(({ name }) => name);
  refuseOthers(register, names);
  for (const each of all) register.registerMetric(each);
  const leave = recordEvents(recorders);
  return {
    add: (added) => stores.add(added),
    isThere: () => all.every((each, i) => register.getSingleMetric(names[i]) === each),
    stop() {
      leave();
      all.forEach((each, i) => {
        if (register.getSingleMetric(names[i]) === each) register.removeSingleMetric(names[i]);
      });
    },
  };
}

/**
 * @param {any} register
 * @param {string[]} names
 */
function refuseOthers(register, names) {
  const taken = names.find((name) => register.getSingleMetric(name) !== undefined);
  if (taken === undefined) return;
  const message = `the registry has a metric ${taken} of somebody else. Give another one as \`register\``;
  throw optionError('conflict', message);
}

/** @type {OptionTable} */
const OPTIONS = {
  register: [methodsOf('registerMetric', 'getSingleMetric', 'removeSingleMetric')],
  ...STORES,
};

/**
 * Puts the metrics of this process into a registry of prom-client. Returns a function that takes them out again. A second call for the
 * same registry adds its stores.
 *
 * Options: `register`, the registry, by default that of prom-client; `stores`, whose state is shown. TypeError for a bad one.
 * @param {any} client  prom-client.
 * @param {object} [options]
 */
function prometheus(client, options = {}) {
  if (typeof client?.register?.registerMetric !== 'function') {
    throw argumentError('the first argument of prometheus()', 'prom-client', client);
  }
  const { register = client.register, stores } = /** @type {any} */ (
    checkOptions(options, OPTIONS)
  );
  return joinExporter(register, stores, () => exporterTo(register));
}

module.exports = { prometheus };
