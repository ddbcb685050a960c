'use strict';

// Measures and reports.
//
//   node bench/run.js                     every part on Node 26 and 24; writes results/ and docs/internals/performance.md
//   node bench/run.js fingerprint store   only these parts
//   node bench/run.js --node 20,22        on these versions of Node
//   node bench/run.js --before FOLDER     fingerprints and requests in process also with the built package in that folder
//   node bench/run.js --smoke             every part for seconds: that it works, not how fast; writes nothing

const { strict: assert } = require('node:assert');
const path = require('node:path');
const { nodeBinary } = require('../scripts/node-versions');
const { withChildren } = require('./harness/child');
const { partsFor, readOptions } = require('./options');
const { tablesPage, targetsPage } = require('./report/markdown');
const { plot } = require('./report/plot');
const { ratioLines } = require('./report/ratios');
const { writeReport } = require('./report/write');

const MEASURE = path.join(__dirname, 'measure.js');

async function measureOn(major, { names, ...settings }) {
  const measure = { file: MEASURE, args: [], execPath: nodeBinary(major) };
  return withChildren({ measure }, async ({ measure: child }) => {
    const parts = {};
    for (const name of partsFor(major, names)) {
      parts[name] = await child.call('measure', name, settings);
      console.log(`Node ${major}, ${name}: ${parts[name].seconds} s`);
      // What follows may fail. What was measured is kept.
      if (!settings.isSmoke) writeReport(major, { [name]: parts[name] });
    }
    return parts;
  });
}

async function main() {
  const { majors, ...settings } = readOptions(process.argv.slice(2));
  const all = {};
  for (const major of majors) {
    all[major] = await measureOn(major, settings);
    console.log(`\nNode ${major}\n${ratioLines(all[major]).join('\n')}\n`);
  }
  for (const page of [tablesPage, targetsPage, plot]) assert.ok(page(all).length > 0);
  console.log(
    settings.isSmoke
      ? `every part gave figures and every variant answered as it should on Node ${majors.join(', ')}`
      : 'written: bench/results/, docs/internals/performance.md, docs/internals/performance.svg, README.md',
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
