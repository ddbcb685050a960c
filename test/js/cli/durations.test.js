'use strict';

const { parseSeconds, shownSeconds, timerSeconds } = require('../../../lib/cli/durations.js');

test.each([
  ['90', 90],
  ['0.5s', 0.5],
  ['15m', 900],
  ['2h', 7200],
  ['7d', 604_800],
])('the time %s is %d seconds', (text, seconds) => {
  expect(parseSeconds('older-than', text)).toBe(seconds);
});

test.each(['', 's', '1w', '-1', '1 h', '1e3', '1.2345', '９'])('%j is no time', (text) => {
  expect(() => parseSeconds('older-than', text)).toThrow('--older-than must be a time such as');
});

test.each(['0', '25d', '9999d'])('no timer takes %s', (text) => {
  expect(timerSeconds('max-time', '24d')).toBe(2_073_600);
  expect(() => timerSeconds('max-time', text)).toThrow('--max-time must be from 0.01s to 24d.');
});

test.each([
  [null, ''],
  [-1, '0s'],
  [0.04, '0s'],
  [3.25, '3.3s'],
  [59.6, '1m 0s'],
  [7500, '2h 5m'],
  [90_000, '1d 1h'],
])('%d seconds are shown as %j', (seconds, shown) => {
  expect(shownSeconds(seconds)).toBe(shown);
});
