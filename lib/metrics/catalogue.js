'use strict';

/** @import { EventType } from '../../types/events' */

/**
 * A label. `of` reads it of an event. `values` are all that it can have. Without them a process has 1,000 at most. Series of `begins`
 * are there before their first event, since a rate sees nothing of a series that begins with one.
 * @typedef {object} Label
 * @property {string} name  In Prometheus.
 * @property {string} attribute  In OpenTelemetry.
 * @property {(event: any) => string} of
 * @property {readonly string[]} [values]
 * @property {readonly string[]} [begins]
 */

/**
 * A metric that is recorded of events. `value` gives milliseconds, or undefined for an event that has none.
 * @typedef {object} Recorded
 * @property {string} name  In OpenTelemetry.
 * @property {'counter' | 'histogram'} kind
 * @property {string} unit
 * @property {string} help
 * @property {readonly Label[]} labels
 * @property {readonly EventType[]} events
 * @property {(event: any) => number | undefined} [value]
 * @property {readonly number[]} [buckets]  In seconds.
 */

/**
 * A metric that is read of the stores. Stores of the same kind and prefix are one: `combine` says how.
 * @typedef {object} Gauge
 * @property {string} name
 * @property {'gauge'} kind
 * @property {string} unit
 * @property {string} help
 * @property {'sum' | 'min'} combine
 * @property {'up' | 'running' | 'waiting' | 'unstored'} of
 */

/** @typedef {Recorded | Gauge} Metric */

const OUTCOMES = /** @type {const} */ ([
  'executed',
  'replayed',
  'in-progress',
  'mismatch',
  'unknown',
  'unreplayable',
  'refused',
  'unavailable',
  'unprotected',
  'keyless',
  'passed',
  'not-started',
]);
/** `none` of a request that changed no key, as one without a key. */
const KEPT = /** @type {const} */ ([
  'value',
  'error',
  'tombstone',
  'freed',
  'silent',
  'no',
  'none',
]);
const OWNERSHIP = /** @type {const} */ ([
  'taken-over',
  'silent',
  'lease-lost',
  'late-renewal',
  'unknown',
  'result-conflict',
  'error-replaced',
  'not-stored',
  'stored-late',
]);
/** @type {Record<string, string>} */
const CONFLICTS = { mismatch: 'request', 'shared-key': 'scope' };
/**
 * Codes of events that have none.
 * @type {Record<string, string>}
 */
const STORE_CODES = { full: 'STORE_FULL', 'foreign-record': 'FOREIGN_RECORD' };

/** @type {Label} */
const ROUTE = { name: 'route', attribute: 'http.route', of: ({ route }) => route };

// The buckets of OpenTelemetry for HTTP, and some for operations that take longer.
const OPERATION_S = [
  ...[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  ...[30, 60, 300],
];
const CLAIM_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const WAIT_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30];

/**
 * Every metric. docs/reference/metrics.md has the same list.
 * @type {readonly Recorded[]}
 */
const RECORDED = [
  {
    name: 'onceonly.requests',
    kind: 'counter',
    unit: '{request}',
    help: 'Requests that have ended, by how they ended.',
    labels: [
      ROUTE,
      {
        name: 'outcome',
        attribute: 'onceonly.outcome',
        of: ({ outcome }) => outcome,
        values: OUTCOMES,
        begins: OUTCOMES,
      },
    ],
    events: ['request'],
  },
  {
    name: 'onceonly.operation.duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long operations ran, by what is kept for retries.',
    labels: [
      ROUTE,
      { name: 'kept', attribute: 'onceonly.kept', of: ({ kept }) => kept ?? 'none', values: KEPT },
    ],
    events: ['request'],
    value: ({ runMs }) => runMs,
    buckets: OPERATION_S,
  },
  {
    name: 'onceonly.claim.duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long the store took to say who owns a key.',
    labels: [],
    events: ['request'],
    value: ({ claimMs }) => claimMs,
    buckets: CLAIM_S,
  },
  {
    name: 'onceonly.wait.duration',
    kind: 'histogram',
    unit: 's',
    help: 'How long requests waited for another one with their key.',
    labels: [],
    events: ['request'],
    value: ({ waitMs }) => waitMs,
    buckets: WAIT_S,
  },
  {
    name: 'onceonly.ownership.events',
    kind: 'counter',
    unit: '{event}',
    help: 'Events of keys whose owner died, was late or was in doubt.',
    labels: [
      {
        name: 'event',
        attribute: 'onceonly.event',
        of: ({ type }) => type,
        values: OWNERSHIP,
        begins: OWNERSHIP,
      },
    ],
    events: OWNERSHIP,
  },
  {
    name: 'onceonly.key.conflicts',
    kind: 'counter',
    unit: '{conflict}',
    help: 'Keys that came again with another request, or in another scope.',
    labels: [
      {
        name: 'kind',
        attribute: 'onceonly.conflict',
        of: ({ type }) => CONFLICTS[type],
        values: Object.values(CONFLICTS),
        begins: Object.values(CONFLICTS),
      },
    ],
    events: ['mismatch', 'shared-key'],
  },
  {
    name: 'onceonly.store.errors',
    kind: 'counter',
    unit: '{error}',
    help: 'Outages of a store, by their first code, and records that it could not take or give.',
    labels: [
      {
        name: 'code',
        attribute: 'error.type',
        of: ({ type, code }) => STORE_CODES[type] ?? code ?? 'other',
        begins: Object.values(STORE_CODES),
      },
    ],
    events: ['store-down', 'full', 'foreign-record'],
  },
];

/** @type {readonly Gauge[]} */
const GAUGES = [
  {
    name: 'onceonly.store.up',
    kind: 'gauge',
    unit: '1',
    help: 'Whether the store can be used: 1, or 0 if it is out of reach.',
    combine: 'min',
    of: 'up',
  },
  {
    name: 'onceonly.operations.running',
    kind: 'gauge',
    unit: '{operation}',
    help: 'Operations that run now and own their keys.',
    combine: 'sum',
    of: 'running',
  },
  {
    name: 'onceonly.requests.waiting',
    kind: 'gauge',
    unit: '{request}',
    help: 'Requests that wait now for another one with their key.',
    combine: 'sum',
    of: 'waiting',
  },
  {
    name: 'onceonly.results.unstored',
    kind: 'gauge',
    unit: '{result}',
    help: 'Results that the store does not have yet. They are lost if the process ends.',
    combine: 'sum',
    of: 'unstored',
  },
];

/** The label of every gauge: kind and prefix of the store, such as `redis:idempotency`. */
const STORE = { name: 'store', attribute: 'onceonly.store' };

/**
 * The name of a metric in Prometheus. OpenTelemetry's exporters make the same of it.
 * @param {Metric} metric
 */
function prometheusName({ name, kind, unit }) {
  const base = name.replaceAll('.', '_');
  if (unit === 's') return `${base}_seconds`;
  return kind === 'counter' ? `${base}_total` : base;
}

module.exports = { GAUGES, RECORDED, STORE, prometheusName };
