'use strict';

const { performance } = require('node:perf_hooks');

/** @import { Context } from './context' */

/**
 * Shows on a terminal how far a call has got that reads the whole store.
 * @param {Context} context
 */
function progressOf({ output }) {
  return (/** @type {{ seen: number, matched: number }} */ { seen, matched }) =>
    output.progress(`${seen} records read, ${matched} found`, performance.now());
}

module.exports = { progressOf };
