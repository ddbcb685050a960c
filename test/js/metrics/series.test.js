'use strict';

const { MAX_VALUES, OTHER, Series } = require('../../../lib/metrics/series.js');

const label = (name, rest = {}) => ({ name, of: (event) => event[name], ...rest });
const seriesOf = (...labels) => new Series(labels, (values) => ({ values }));
const told = (series) => series.all.map(({ values }) => values.join(' '));

describe('series', () => {
  test('are one for each combination of labels', () => {
    const series = seriesOf(label('route'), label('outcome'));
    const first = series.of({ route: '/a', outcome: 'x' });
    expect(series.of({ route: '/a', outcome: 'x' })).toBe(first);
    series.of({ route: '/a', outcome: 'y' });
    series.of({ route: '/b', outcome: 'x' });
    expect(told(series)).toEqual(['/a x', '/a y', '/b x']);
  });

  test('without labels are one, which is there at once', () => {
    const series = seriesOf();
    expect(told(series)).toEqual(['']);
    expect(series.of({})).toBe(series.all[0]);
  });

  test('that are to begin at once are there before their first event', () => {
    expect(told(seriesOf(label('event', { begins: ['a', 'b'] })))).toEqual(['a', 'b']);
  });

  test('of a new first label begin together', () => {
    const series = seriesOf(label('route'), label('outcome', { begins: ['a', 'b'] }));
    expect(told(series)).toEqual([]);
    series.of({ route: '/r', outcome: 'b' });
    expect(told(series)).toEqual(['/r a', '/r b']);
  });

  test('of values that nobody knows are one', () => {
    const series = seriesOf(label('outcome', { values: ['a'] }));
    const found = ['b', undefined, {}, 7].map((outcome) => series.of({ outcome }));
    expect(new Set(found).size).toBe(1);
    expect(told(series)).toEqual([OTHER]);
  });

  test('have a bounded number of values, also where the first label has too many', () => {
    const series = seriesOf(label('route'), label('outcome', { begins: ['a'] }));
    for (let i = 0; i < 3 * MAX_VALUES; i++) series.of({ route: `/${i}`, outcome: 'a' });
    series.of({ route: '/late', outcome: 'b' });
    expect(series.all.length).toBeLessThanOrEqual(MAX_VALUES + 2);
    expect(told(series)).toEqual(expect.arrayContaining([`${OTHER} a`, `${OTHER} b`]));
  });
});
