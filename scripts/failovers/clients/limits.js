'use strict';

/** Twice as long as a cluster takes a silent node for alive, and a little more. */
const LEASE_S = 5;
const KEEP_MS = 600_000;

module.exports = { KEEP_MS, LEASE_S };
