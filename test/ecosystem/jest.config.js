'use strict';

const { PACKAGES } = require('./sqlite/packages.js');

module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  // Nothing here needs Babel; without it a first run takes a quarter less of the processor. jest.mock() stands before require().
  transform: {},
  testMatch: ['<rootDir>/**/*.test.js'],
  // lib/ loads `pg` and better-sqlite3 if the app has them.
  modulePaths: [PACKAGES, '<rootDir>/node_modules'],
  maxWorkers: 2,
  testTimeout: 30_000,
};
