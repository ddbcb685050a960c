'use strict';

const { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { tablesPage, targetsPage } = require('./markdown');
const { plot } = require('./plot');
const { readmeText } = require('./readme');

const RESULTS = path.join(__dirname, '..', 'results');
const ROOT = path.join(__dirname, '..', '..');
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

/** Puts `text` between the marks of a page. */
function regenerate(name, text) {
  const file = path.join(ROOT, name);
  const page = readFileSync(file, 'utf8');
  if (!GENERATED.test(page)) throw new Error(`${name} has no place for what is generated`);
  writeFileSync(
    file,
    page.replace(GENERATED, (_, begin, end) => `${begin}${text}${end}`),
  );
}

/** Writes bench/results/ and the generated parts of docs/internals/performance.md, its plot and README.md. */
function writeReport(major, parts) {
  keep(major, parts);
  const all = kept();
  writeFileSync(path.join(ROOT, 'docs', 'internals', 'performance.svg'), plot(all));
  writeFileSync(path.join(RESULTS, 'README.md'), tablesPage(all));
  regenerate('docs/internals/performance.md', `\n\n${targetsPage(all)}\n\n`);
  regenerate('README.md', readmeText(all));
}

module.exports = { writeReport };
