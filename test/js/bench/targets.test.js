'use strict';

const {
  atLeast,
  atMost,
  reach,
  reachAddition,
  reachShare,
  within,
} = require('../../../bench/report/targets/goals');
const { listenersTargets } = require('../../../bench/report/targets/listeners');

const verdictOf = (goal, median, interval) => reach('it', goal, { median, interval }).verdict;

describe('a target of the benchmarks', () => {
  test('is met when the interval reaches it', () => {
    expect(verdictOf(atLeast(1.25), 1.3, [1.1, 1.4])).toBe('met');
    expect(verdictOf(atMost(0.2), 0.19, [0.1, 0.3])).toBe('met');
    expect(verdictOf(within(0.9, 1.1), 1, [0.5, 1.4])).toBe('met');
  });

  test('says by how much the median is off when only the interval reaches it', () => {
    expect(verdictOf(atLeast(1.25), 1, [0.9, 1.3])).toBe('met, median off by 20%');
    expect(verdictOf(atMost(0.2), 0.25, [0.19, 0.3])).toBe('met, median off by 25%');
    expect(verdictOf(within(0.9, 1.1), 1.3, [1.05, 1.4])).toBe('met, median off by 30%');
    expect(reachShare('it', 0.5, [4, 6, 7], [10, 10, 10]).verdict).toBe('met, median off by 1 us');
  });

  test('is missed by the distance of the median when all of the interval misses', () => {
    expect(verdictOf(atLeast(1.25), 1, [0.9, 1.2])).toBe('missed by 20%');
    expect(verdictOf(atMost(0.2), 0.3, [0.25, 0.4])).toBe('missed by 50%');
    expect(verdictOf(within(0.9, 1.1), 0.5, [0.4, 0.8])).toBe('missed by 50%');
  });

  test('shows the measured figure beside the target', () => {
    const row = reach('it', atMost(300), { median: 336.4, interval: [336.4, 336.4] });
    expect(row).toMatchObject({ target: '<= 300', measured: '336', interval: '336 to 336' });
  });
});

describe('CPU added as a share of the CPU that another package adds', () => {
  const share = (ours, theirs, of = 0.3) => reachShare('it', of, ours, theirs);

  test('is met when we add no more than the share', () => {
    const row = share([3, 3, 3], [10, 10, 10]);
    expect(row).toMatchObject({ isMet: true, measured: '0.3: 3 of 10 us', verdict: 'met' });
    expect(row.interval).toBe('0 to 0 us over');
  });

  test('is missed by microseconds when every round is over it', () => {
    const row = share([6, 7, 8], [10, 10, 10]);
    expect(row).toMatchObject({ isMet: false, verdict: 'missed by 4 us' });
    expect(row.interval).toBe('3 to 5 us over');
  });

  test('does not take a gain of the other one for room', () => {
    expect(share([1, 1, 1], [-2, -2, -2]).isMet).toBe(false);
    expect(share([-1, -1, -1], [-2, -2, -2]).isMet).toBe(false);
    expect(share([-4, -4, -4], [-2, -2, -2]).isMet).toBe(true);
  });

  test('leaves the same room around zero on both sides when it may be more', () => {
    expect(share([-1.5, -1.5, -1.5], [-2, -2, -2], 1.3).isMet).toBe(true);
    expect(share([-1.3, -1.3, -1.3], [-2, -2, -2], 1.3).isMet).toBe(false);
    expect(share([2.5, 2.5, 2.5], [2, 2, 2], 1.3).isMet).toBe(true);
    expect(share([2.7, 2.7, 2.7], [2, 2, 2], 1.3).isMet).toBe(false);
  });

  test('shows no ratio to a figure that is not above zero', () => {
    expect(share([1, 1, 1], [-2, -2, -2]).measured).toBe('1 of -2 us');
  });
});

describe('CPU added while somebody listens', () => {
  test('is met when the median, or at least the interval, is within the limit', () => {
    expect(reachAddition('it', 1, [0.7, 0.8, 0.9])).toMatchObject({
      isMet: true,
      target: '<= 1 us',
      measured: '0.8 us',
      interval: '0.7 to 0.9 us',
      verdict: 'met',
    });
    expect(reachAddition('it', 1, [0.9, 1.5, 1.6]).verdict).toBe('met, median off by 0.5 us');
  });

  test('is missed by the distance of the median when every round is over the limit', () => {
    const row = reachAddition('it', 1, [1.5, 1.75, 3]);
    expect(row).toMatchObject({ isMet: false, verdict: 'missed by 0.75 us' });
  });

  test('has a target for metrics only, and compares a process with itself', () => {
    const rounds = (us) => [10, 20, 30].map((alone) => ({ alone, listenedTo: alone + us }));
    const samples = { 'prometheus()': rounds(2), 'a subscriber': rounds(9) };
    const found = listenersTargets({ rows: [{ scenario: 'fresh', samples }] });
    expect(found.map(({ what, verdict }) => [what, verdict])).toEqual([
      ['prometheus(), fresh: CPU added to a request', 'missed by 1 us'],
    ]);
  });
});
