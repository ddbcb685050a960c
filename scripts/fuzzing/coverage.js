'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { runFuzzer } = require('./libfuzzer.js');
const { BUILD, ROOT, placesOf } = require('./targets.js');

// A target that no longer reaches this much of its files has lost its way.
const LEAST_PERCENT = 90;

/** The tools that belong to the compiler: another version cannot read its profiles. */
function findTool(name) {
  const version = execFileSync('clang++', ['-dumpversion'], { encoding: 'utf8' });
  const [major] = version.split('.');
  const folders = process.env.PATH.split(path.delimiter);
  const names = [`${name}-${major}`, name];
  return names.find((tool) => folders.some((folder) => fs.existsSync(path.join(folder, tool))));
}

async function measure(target) {
  const { binary, seeds, found, log } = placesOf(target);
  const raw = path.join(BUILD, `${target.name}.profraw`);
  const merged = path.join(BUILD, `${target.name}.profdata`);
  const folders = [seeds, found].filter((folder) => fs.existsSync(folder));
  const run = await runFuzzer(binary, ['-runs=0', ...folders], {
    log: `${log}-coverage.log`,
    profile: raw,
  });
  if (!run.ok) return [];
  execFileSync(findTool('llvm-profdata'), ['merge', '-sparse', raw, '-o', merged]);
  const options = ['export', '-summary-only', `-instr-profile=${merged}`, binary];
  const report = execFileSync(findTool('llvm-cov'), options, { encoding: 'utf8' });
  return JSON.parse(report).data[0].files;
}

/** Line coverage of each file of a target by its seeds and what runs have found: `{ file, ok, text }` per file. */
async function coverageOf(target) {
  const measured = await measure(target);
  const files = new Map(
    measured.map(({ filename, summary }) => [path.relative(ROOT, filename), summary.lines]),
  );
  return target.files.map((file) => {
    const { covered = 0, count = 0 } = files.get(file) ?? {};
    const percent = count === 0 ? 0 : (100 * covered) / count;
    const lines = `${covered} of ${count} lines, ${percent.toFixed(1)}%`;
    return { file, ok: percent >= LEAST_PERCENT, text: lines };
  });
}

module.exports = { coverageOf };
