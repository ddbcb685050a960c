'use strict';

const { alternate } = require('../../../bench/harness/rounds');
const {
  mean,
  medianInterval,
  pairedRatio,
  quantile,
} = require('../../../bench/harness/statistics');

const upTo = (n) => Array.from({ length: n }, (_, i) => i + 1);

describe('the statistics of the benchmarks', () => {
  test('the interval of a median drops as many values at each end as 95% allow', () => {
    expect(medianInterval(upTo(5))).toEqual([1, 5]);
    expect(medianInterval(upTo(7))).toEqual([1, 7]);
    expect(medianInterval(upTo(9))).toEqual([2, 8]);
    expect(medianInterval(upTo(15))).toEqual([4, 12]);
  });

  test('the order of the values does not matter', () => {
    expect(medianInterval([9, 1, 8, 2, 7, 3, 6, 4, 5])).toEqual([2, 8]);
  });

  test('ratios are taken round by round, so that a slow round of both does not count', () => {
    const { median, interval } = pairedRatio([10, 100, 1000], [5, 50, 500]);
    expect(median).toBe(2);
    expect(interval).toEqual([2, 2]);
  });

  test('the turns of a round are taken in another order each, and their mean is the sample', async () => {
    const order = [];
    let count = 0;
    const contender = (name) => async () => {
      order.push(name);
      return { count: ++count };
    };
    const contenders = { a: contender('a'), b: contender('b') };
    const samples = await alternate(contenders, 1, { warmUps: 1, turns: 2 });
    expect(order.join('')).toBe('abbaabba');
    expect(samples).toEqual({ a: [{ count: 6.5 }], b: [{ count: 6.5 }] });
    expect(mean([1, 2, 6])).toBe(3);
  });

  test('a quantile is one of the values', () => {
    expect(quantile(upTo(100), 0.99)).toBe(99);
    expect(quantile([3], 0.99)).toBe(3);
  });
});
