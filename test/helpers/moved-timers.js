'use strict';

// The global timers under the name of Node's own, for jest.mock('node:timers'): a test that moves them moves those of the
// package too, which nothing else does.
module.exports = Object.fromEntries(
  ['setTimeout', 'clearTimeout', 'setImmediate'].map((name) => [
    name,
    (...args) => globalThis[name](...args),
  ]),
);
