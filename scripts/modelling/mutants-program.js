'use strict';

// Builds the addon with all mutants of the rules in it, and explores each (test/interleavings/mutants.js).

const { buildMutants } = require('./mutant-build.js');

async function main() {
  process.env.ONCEONLY_BINARY = await buildMutants();
  require('../../test/interleavings/mutants.js');
}

main();
