'use strict';

const IS_FULL = process.env.FAULTS === 'full';

/** How long the suite takes: `FAULTS=full` for the run in docs/internals/reliability.md, else the short run of every `npm test`. */
module.exports = {
  /** One of two values, by the length of the run. */
  sized: ({ short, full }) => (IS_FULL ? full : short),
  /** Milliseconds that an operation takes, at least and at most. */
  SHORTEST_MS: 200,
  LONGEST_MS: 500,
  /** Of the apps, where a fault says no other. */
  LEASE_S: 20,
  /** How many operations run when a fault strikes. */
  MIN_IN_FLIGHT: 50,
  /** What the random numbers of a run begin with. */
  SEED: Number(process.env.FAULTS_SEED ?? 1),
};
