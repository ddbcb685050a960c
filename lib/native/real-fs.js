'use strict';

/**
 * Node's own file system. The tests of an app may have put another one in its place, as `jest.mock('fs')` does, and it would
 * hide the binary. Before Node 20.16 there is no other way to it.
 */
module.exports = process.getBuiltinModule?.('node:fs') ?? require('node:fs');
