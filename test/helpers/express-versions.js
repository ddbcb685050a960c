'use strict';

const VERSIONS = [
  ['Express 4', 'express4'],
  ['Express 5', 'express'],
];

/** Defines the tests of `define(express, packageName)` once per supported major version of Express. */
function onEachExpress(define) {
  describe.each(VERSIONS)('%s', (name, packageName) => define(require(packageName), packageName));
}

module.exports = { onEachExpress };
