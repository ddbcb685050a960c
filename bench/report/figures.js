'use strict';

const { pairedRatio } = require('../harness/statistics');

const SIZE_ORDER = ['130 B', '1 KB', '8 KB', '100 KB', '1 MB'];

/**
 * Microseconds for all documents of one size together, by round: contender -> number[]. Each document counts by the time
 * that it takes for its bytes, so that none of the shapes can hide behind another.
 */
function fingerprintTimes({ rows }, size) {
  const ofSize = rows.filter((row) => row.size === size);
  const names = Object.keys(ofSize[0].samples);
  const total = (name) =>
    ofSize[0].samples[name].map((_, round) =>
      ofSize.reduce((sum, row) => sum + row.samples[name][round] / row.bytes, 0),
    );
  return Object.fromEntries(names.map((name) => [name, total(name)]));
}

const sizesOf = ({ rows }) => SIZE_ORDER.filter((size) => rows.some((row) => row.size === size));

/** One field of the samples of a row: contender -> number[]. */
function fieldOf({ samples }, field) {
  return Object.fromEntries(
    Object.entries(samples).map(([name, rounds]) => [name, rounds.map((round) => round[field])]),
  );
}

/** What each variant adds to the CPU time of a request that passes no middleware, by round. */
function addedCpu(row) {
  const cpu = fieldOf(row, 'cpuUs');
  const bare = cpu['no middleware'];
  return Object.fromEntries(
    Object.entries(cpu).map(([name, values]) => [name, values.map((us, i) => us - bare[i])]),
  );
}

/** What a request costs more while somebody listens, in microseconds by round: listener -> number[]. */
function listenersAdd({ samples }) {
  return Object.fromEntries(
    Object.entries(samples).map(([name, rounds]) => [
      name,
      rounds.map(({ alone, listenedTo }) => listenedTo - alone),
    ]),
  );
}

const ratioOf = (values, a, b) => pairedRatio(values[a], values[b]);

module.exports = { addedCpu, fieldOf, fingerprintTimes, listenersAdd, ratioOf, sizesOf };
