'use strict';

const { splitOptions } = require('../../../lib/options/split-options');
const { boolean } = require('../../../lib/util/checks');

const TABLE = { rawBody: [boolean, false] };

test('takes the options of a table out of all', () => {
  const given = Object.freeze({ rawBody: true, required: true });
  expect(splitOptions(given, TABLE)).toEqual({ own: { rawBody: true }, rest: { required: true } });
});

test('gives the default of an option that is left out', () => {
  expect(splitOptions({}, TABLE)).toEqual({ own: { rawBody: false }, rest: {} });
});

test('throws for a bad value', () => {
  expect(() => splitOptions({ rawBody: 1 }, TABLE)).toThrow('`rawBody`');
});

test.each([[null], [5], ['text'], [[]]])('throws for %j in the place of options', (options) => {
  expect(() => splitOptions(options, TABLE)).toThrow('must be an object');
});
