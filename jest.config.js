'use strict';

const path = require('node:path');

const { patient } = require('./test/helpers/patience.js');

// The ES modules of the project that tests load.
const MODULES = `^${path.join(__dirname, 'client').replaceAll(/[\\.]/g, '\\$&')}.[^/]+\\.js$`;

module.exports = {
  testEnvironment: 'node',
  // Nothing else needs a transform; without Babel a first run takes a quarter less of the processor. jest.mock() stands before
  // require().
  transform: { [MODULES]: '<rootDir>/test/helpers/module-transform.js' },
  testMatch: [
    '<rootDir>/test/{js,integration,native,package}/**/*.test.js',
    '<rootDir>/examples/*/test/**/*.test.js',
  ],
  modulePathIgnorePatterns: [
    '<rootDir>/build/',
    '<rootDir>/prebuilds/',
    '<rootDir>/bench/',
    '<rootDir>/release/(build|node_modules)/',
    '<rootDir>/test/ecosystem/',
  ],
  // Tests mostly wait. Two workers keep a third of two processors busy, and take twice as long.
  maxWorkers: 4,
  testTimeout: patient(60_000),
};
