'use strict';

// Parts of the Jest tests of the core, for places where all of them say nothing new, cannot run, or take too long. A part
// names files and folders that it takes, or that it leaves out.

const path = require('node:path');

// Their answers are the same on every version of Node: they judge texts, the benchmarks, and Redis under faults.
const SAME_ON_EVERY_NODE = [
  'test/integration/bench',
  'test/integration/docs',
  'test/integration/faults',
  'test/js/bench',
  'test/js/declarations.test.js',
  'test/js/documents.test.js',
  'test/js/fuzz-corpus.test.js',
  'test/js/guarantees.test.js',
  'test/js/layers.test.js',
  'test/js/meta.test.js',
  'test/js/prose.test.js',
];

// Loading, and the first program of the README.
const LOAD = [
  'test/native/binary.test.js',
  'test/native/layout.test.js',
  'test/native/loader.test.js',
  'test/integration/docs/readme.test.js',
];

// And a look at what the addon does on each way to a store.
const SMOKE = [
  ...LOAD,
  'test/js/fingerprint/canonical.test.js',
  'test/js/store/contract.test.js',
  'test/integration/four-cases.test.js',
  'test/integration/race.test.js',
  'test/integration/raw-body.test.js',
  'test/native/teardown/ends-in-a-tick.test.js',
];

// Without the ends of hundreds of threads and connections, which take minutes.
const ADDON = [
  ...LOAD,
  'test/native/teardown/dispatch-throws.test.js',
  'test/native/teardown/ends-in-a-tick.test.js',
  'test/native/teardown/two-copies.test.js',
  'test/native/teardown/worker-in-native-code.test.js',
  'test/js/fingerprint',
  'test/js/identity',
  'test/js/native',
  'test/js/store',
  'test/integration/four-cases.test.js',
  'test/integration/hostile-json.test.js',
  'test/integration/race.test.js',
  'test/integration/race-processes.test.js',
  'test/integration/raw-body.test.js',
];

const PARTS = {
  // What another version of Node may fail.
  'jest-node': { without: SAME_ON_EVERY_NODE },
  // The same on a system without the tools that build and pack.
  'jest-installed': { without: [...SAME_ON_EVERY_NODE, 'test/package'] },
  'jest-smoke': { only: SMOKE },
  'jest-addon': { only: ADDON },
};

const isBelow = (file, places) => places.some((place) => file.startsWith(path.normalize(place)));

/** Those of the test files that a part takes. */
function filesOfPart({ only, without = [] }, files) {
  return files.filter(
    (file) => (only === undefined || isBelow(file, only)) && !isBelow(file, without),
  );
}

module.exports = { PARTS, filesOfPart };
