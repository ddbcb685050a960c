'use strict';

const { nearest } = require('../../../lib/options/nearest.js');

test.each([
  ['pasword', ['host', 'password', 'path'], 'password'],
  ['HOST', ['port', 'host'], 'host'],
  ['', ['a', 'b'], 'a'],
  ['header', ['redis', 'headerName'], 'headerName'],
  ['xyz', ['a'], 'a'],
  ['abcd', ['abdc', 'abce'], 'abce'],
])('%s of %j is %s', (name, names, wanted) => {
  expect(nearest(name, names)).toBe(wanted);
});
