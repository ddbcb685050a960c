'use strict';

const { EVENTS } = require('../../../lib/observe/events.js');
const { GAUGES, RECORDED, STORE, prometheusName } = require('../../../lib/metrics/catalogue.js');
const { literalsOf } = require('../../helpers/declarations.js');
const { codeWords, tableUnder } = require('../../helpers/sections.js');

const PAGE = 'docs/reference/metrics.md';
const ALL = [...RECORDED, ...GAUGES];
const labelsOf = ({ labels = [STORE] }) => labels;
const LABELS = new Map(ALL.flatMap(labelsOf).map((label) => [label.name, label]));
const valuesOf = (name) => LABELS.get(name).values;

describe('the reference of metrics', () => {
  test('has every metric with its kind, labels and meaning', () => {
    const rows = ALL.map((metric) => [
      `\`${prometheusName(metric)}\``,
      metric.kind,
      labelsOf(metric)
        .map(({ name }) => `\`${name}\``)
        .join(', ') || 'none',
      metric.help,
    ]);
    expect(tableUnder(PAGE, 'Metrics for Prometheus')).toEqual(rows);
  });

  test('has the name and the unit of every metric in OpenTelemetry', () => {
    const rows = ALL.map((metric) =>
      [metric.name, metric.unit, prometheusName(metric)].map((word) => `\`${word}\``),
    );
    expect(tableUnder(PAGE, 'Metrics for OpenTelemetry')).toEqual(rows);
  });

  test('has every label with its attribute and the values that it can have', () => {
    const rows = tableUnder(PAGE, 'Labels');
    expect(rows.map(([name, attribute]) => [name, attribute])).toEqual(
      [...LABELS.values()].map(({ name, attribute }) => [`\`${name}\``, `\`${attribute}\``]),
    );
    for (const [name, , cell] of rows) {
      const { values } = LABELS.get(codeWords(name)[0]);
      if (values !== undefined) expect(codeWords(cell)).toEqual([...values]);
    }
  });
});

describe('the labels', () => {
  test('have every outcome of a request, and everything that is kept', () => {
    expect([...valuesOf('outcome')].sort()).toEqual(literalsOf('RequestOutcome').sort());
    expect([...valuesOf('kept')].sort()).toEqual([...literalsOf('Kept'), 'none'].sort());
  });

  test.each(RECORDED.map((metric) => [metric.name, metric]))(
    'of %s can be read of each of its events',
    (_, { events, labels }) => {
      for (const type of events) {
        expect(Object.keys(EVENTS)).toContain(type);
        for (const { of, values } of labels) {
          if (values === undefined || type === 'request') continue;
          expect(values).toContain(of({ type }));
        }
      }
    },
  );
});

describe('a metric', () => {
  test.each(ALL.map((metric) => [metric.name, metric]))('has conventional names: %s', (_, each) => {
    expect(each.name).toMatch(/^onceonly(\.[a-z]+)+$/);
    expect(prometheusName(each)).toMatch(/^onceonly(_[a-z]+)+$/);
    expect(prometheusName(each).endsWith('_total')).toBe(each.kind === 'counter');
    for (const { name, attribute } of labelsOf(each)) {
      expect(name).toMatch(/^[a-z]+$/);
      expect(attribute).toMatch(/^(onceonly|http|error)\.[a-z]+$/);
    }
  });

  test.each(RECORDED.filter(({ kind }) => kind === 'histogram').map((each) => [each.name, each]))(
    'of durations has rising buckets: %s',
    (_, { buckets }) => {
      expect(buckets).toEqual([...new Set(buckets)].sort((a, b) => a - b));
    },
  );
});
