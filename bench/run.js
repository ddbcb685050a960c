'use strict';

// Measures and reports.
//
//   node bench/run.js                     every part; writes results/latest.json and docs/performance.md
//   node bench/run.js fingerprint store   only these parts
//   node bench/run.js --smoke             every part for seconds: that it works, not how fast; writes nothing

const { strict: assert } = require('node:assert');
const { environment } = require('./harness/environment');
const { markdown } = require('./report/markdown');
const { plot } = require('./report/plot');
const { writeReport } = require('./report/write');

const WRITTEN = 'written: bench/results/latest.json, docs/performance.md, docs/performance.svg';

const PARTS = {
  fingerprint: () => require('./fingerprint/part').fingerprintPart,
  store: () => require('./store/part').storePart,
  express: () => require('./express/part').expressPart,
  growth: () => require('./growth/part').growthPart,
};

function choose(args) {
  const names = args.filter((arg) => arg !== '--smoke');
  const unknown = names.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) {
    throw new Error(`unknown part ${unknown}; there are ${Object.keys(PARTS).join(', ')}`);
  }
  return {
    names: names.length > 0 ? names : Object.keys(PARTS),
    isSmoke: args.includes('--smoke'),
  };
}

async function measure(name, isSmoke) {
  const before = environment();
  const from = performance.now();
  const figures = await PARTS[name]()({ isSmoke });
  const seconds = Math.round((performance.now() - from) / 1000);
  console.log(`${name}: ${seconds} s`);
  return { environment: before, seconds, ...figures };
}

// A part that measured nothing would be reported as well as any other.
function checkFigures(value, where) {
  if (typeof value === 'number') assert.ok(Number.isFinite(value), `${where} is ${value}`);
  if (Array.isArray(value)) assert.ok(value.length > 0, `${where} is empty`);
  if (value === null || typeof value !== 'object') return;
  assert.ok(Object.keys(value).length > 0, `${where} is empty`);
  for (const [name, each] of Object.entries(value)) checkFigures(each, `${where}.${name}`);
}

async function main() {
  const { names, isSmoke } = choose(process.argv.slice(2));
  const parts = {};
  for (const name of names) {
    parts[name] = await measure(name, isSmoke);
    checkFigures(parts[name], name);
    // What follows may fail; what was measured is kept.
    if (!isSmoke) writeReport({ [name]: parts[name] });
  }
  assert.ok(markdown(parts).length > 0 && plot(parts).length > 0);
  console.log(
    isSmoke ? 'every part gave figures and every variant answered as it should' : WRITTEN,
  );
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
