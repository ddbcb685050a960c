'use strict';

const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { markdown } = require('./markdown');
const { plot } = require('./plot');

const RESULTS = path.join(__dirname, '..', 'results', 'latest.json');
const DOCS = path.join(__dirname, '..', '..', 'docs');
const GENERATED = /(<!-- bench:begin -->)[^]*(<!-- bench:end -->)/;

const shortened = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);

/** Parts that this run did not measure keep what the last one found. */
function withFormer(parts) {
  const former = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : {};
  return { ...former, ...parts };
}

/** Writes bench/results/latest.json, the generated section of docs/performance.md and its plot. */
function writeReport(parts) {
  const all = withFormer(parts);
  writeFileSync(RESULTS, `${JSON.stringify(all, shortened)}\n`);
  writeFileSync(path.join(DOCS, 'performance.svg'), plot(all));
  const file = path.join(DOCS, 'performance.md');
  const page = readFileSync(file, 'utf8');
  writeFileSync(file, page.replace(GENERATED, (_, begin, end) => `${begin}\n\n${markdown(all)}\n\n${end}`)); // prettier-ignore
}

module.exports = { writeReport };
