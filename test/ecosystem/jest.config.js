'use strict';

module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  // Nothing here needs Babel; without it a first run takes a quarter less of the processor. jest.mock() stands before require().
  transform: {},
  testMatch: ['<rootDir>/**/*.test.js'],
  // lib/ loads `pg` if the app has it.
  modulePaths: ['<rootDir>/node_modules'],
  maxWorkers: 2,
  testTimeout: 30_000,
};
