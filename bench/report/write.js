'use strict';

const { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { markdown } = require('./markdown');
const { plot } = require('./plot');

const RESULTS = path.join(__dirname, '..', 'results');
const DOCS = path.join(__dirname, '..', '..', 'docs');
const GENERATED = /(<!-- bench:begin -->)[^]*(<!-- bench:end -->)/;
const RESULT = /^node-(\d+)\.json$/;

const shortened = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const fileOf = (major) => path.join(RESULTS, `node-${major}.json`);

/** Parts that this run did not measure keep what the last one found on that version of Node. */
function keep(major, parts) {
  mkdirSync(RESULTS, { recursive: true });
  const former = existsSync(fileOf(major)) ? readJson(fileOf(major)) : {};
  writeFileSync(fileOf(major), `${JSON.stringify({ ...former, ...parts }, shortened)}\n`);
}

/** What was found on every version of Node: major version -> parts. */
function kept() {
  const majors = readdirSync(RESULTS).flatMap((name) => RESULT.exec(name)?.[1] ?? []);
  return Object.fromEntries(majors.map((major) => [major, readJson(fileOf(major))]));
}

/** Writes bench/results/node-<major>.json, the generated section of docs/performance.md and its plot. */
function writeReport(major, parts) {
  keep(major, parts);
  const all = kept();
  writeFileSync(path.join(DOCS, 'performance.svg'), plot(all));
  const file = path.join(DOCS, 'performance.md');
  const page = readFileSync(file, 'utf8');
  writeFileSync(file, page.replace(GENERATED, (_, begin, end) => `${begin}\n\n${markdown(all)}\n\n${end}`)); // prettier-ignore
}

module.exports = { writeReport };
