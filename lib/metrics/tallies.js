'use strict';

const { Series } = require('./series');

/** @import { Recorded } from './catalogue' */

/**
 * One line that a registry tells.
 * @typedef {object} Sample
 * @property {string} [metricName]
 * @property {Record<string, string | number>} labels
 * @property {number} value
 */

/** The counts of a counter. */
class Counts {
  /** @param {Recorded} metric */
  constructor({ labels }) {
    this.series = new Series(labels, (values) => ({ labels: named(labels, values), value: 0 }));
  }

  /** @param {object} event */
  record(event) {
    this.series.of(event).value += 1;
  }

  /** @returns {Sample[]} */
  samples() {
    return this.series.all.map(({ labels, value }) => ({ labels, value }));
  }
}

/** The buckets of a histogram. */
class Durations {
  #value;
  #bounds;

  /** @param {Recorded} metric */
  constructor({ labels, value, buckets }) {
    this.#value = /** @type {(event: any) => number | undefined} */ (value);
    this.#bounds = /** @type {readonly number[]} */ (buckets);
    this.series = new Series(labels, (values) => ({
      labels: named(labels, values),
      counts: new Array(this.#bounds.length + 1).fill(0),
      sum: 0,
    }));
  }

  /** @param {object} event */
  record(event) {
    const ms = this.#value(event);
    if (ms === undefined) return;
    const seconds = ms / 1000;
    const found = this.series.of(event);
    const bounds = this.#bounds;
    let at = 0;
    while (at < bounds.length && seconds > bounds[at]) at += 1;
    found.counts[at] += 1;
    found.sum += seconds;
  }

  /**
   * @param {string} name
   * @returns {Sample[]}
   */
  samples(name) {
    return this.series.all.flatMap(({ labels, counts, sum }) => {
      let count = 0;
      const buckets = [...this.#bounds, '+Inf'].map((le, i) => {
        count += counts[i];
        return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count };
      });
      return [
        ...buckets,
        { metricName: `${name}_sum`, labels, value: sum },
        { metricName: `${name}_count`, labels, value: count },
      ];
    });
  }
}

/**
 * @param {readonly { name: string }[]} labels
 * @param {string[]} values
 * @returns {Record<string, string>}
 */
function named(labels, values) {
  return Object.fromEntries(labels.map(({ name }, i) => [name, values[i]]));
}

module.exports = { Counts, Durations };
