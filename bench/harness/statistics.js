'use strict';

const ascending = (values) => [...values].sort((a, b) => a - b);

function median(values) {
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const meanOf = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** The mean of numbers, or of objects whose members are numbers, member by member. */
function mean(samples) {
  if (typeof samples[0] === 'number') return meanOf(samples);
  const names = Object.keys(samples[0]);
  return Object.fromEntries(names.map((name) => [name, meanOf(samples.map((each) => each[name]))]));
}

/** The value below which `fraction` of all lie, by nearest rank. */
function quantile(values, fraction) {
  const sorted = ascending(values);
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)];
}

// The chance that so many of n fair coins at most show heads.
function binomialTail(n, atMost) {
  let ways = 1;
  let sum = 0;
  for (let heads = 0; heads <= atMost; heads++) {
    sum += ways;
    ways = (ways * (n - heads)) / (heads + 1);
  }
  return sum / 2 ** n;
}

/**
 * An interval that holds the true median with a chance of 95% at least, whatever the distribution: between two order
 * statistics. With fewer than 6 values no such interval exists, and it is the whole range.
 */
function medianInterval(values) {
  const sorted = ascending(values);
  let cut = 0;
  while (cut + 1 < sorted.length / 2 && 2 * binomialTail(sorted.length, cut) <= 0.05) cut++;
  const dropped = Math.max(0, cut - 1);
  return [sorted[dropped], sorted[sorted.length - 1 - dropped]];
}

/** Of values taken in several rounds: `{ median, low, high, n }`, where low and high are the whole range. */
function summary(values) {
  return {
    median: median(values),
    low: Math.min(...values),
    high: Math.max(...values),
    n: values.length,
  };
}

/** Of what A and B took in the same rounds: the median of the ratios A / B and its interval. */
function pairedRatio(a, b) {
  const ratios = a.map((value, round) => value / b[round]);
  return { median: median(ratios), interval: medianInterval(ratios), n: ratios.length };
}

module.exports = { mean, median, quantile, medianInterval, summary, pairedRatio };
