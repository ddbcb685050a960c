'use strict';

// Runs the tests on the binaries of a release, in every place that this machine can give: versions of Node, an older glibc,
// an emulated processor. Writes scripts/matrix/recorded.json and the table of docs/reference/platforms.md. Ends with one
// line: "<n> passed, <m> failed", which counts rows.
//
//   node scripts/matrix.js                       all rows
//   node scripts/matrix.js linux-x64/node-24     the rows whose names begin so
//   node scripts/matrix.js --binaries FOLDER     binaries of FOLDER/<platform>/onceonly.node, instead of building them
//   node scripts/matrix.js --part jest-addon     this part of the tests in each row, which the table then says
//   node scripts/matrix.js --record FILE         keeps what it finds there, and leaves the page as it is
//   node scripts/matrix.js --page                only writes the table again
//   node scripts/matrix.js --short               a few tests on each Node, of the binary of this checkout; records nothing

const { spawnSync } = require('node:child_process');
const { parseArgs } = require('node:util');

const { binaryOf, buildRelease, ownBuild } = require('./matrix/binaries.js');
const { NotRun } = require('./matrix/not-run.js');
const { writePage } = require('./matrix/page.js');
const { keepRow } = require('./matrix/record.js');
const { ROWS } = require('./matrix/rows.js');
const { PLATFORM, SHORT_ROWS } = require('./matrix/short.js');
const { ROOT } = require('./testing/run.js');

const OPTIONS = {
  binaries: { type: 'string' },
  page: { type: 'boolean' },
  part: { type: 'string' },
  record: { type: 'string' },
  short: { type: 'boolean' },
};

function say(line) {
  process.stdout.write(`${line}\n`);
}

/** The row with another part of the tests. A row that runs no tests stays as it is. */
function withPart(row, part) {
  return part !== undefined && row.part.startsWith('jest') ? { ...row, part } : row;
}

function chooseRows({ values, positionals }) {
  const rows = (values.short ? SHORT_ROWS : ROWS).map((row) => withPart(row, values.part));
  if (positionals.length === 0) return rows;
  const chosen = rows.filter(({ id }) => positionals.some((start) => id.startsWith(start)));
  if (chosen.length > 0) return chosen;
  throw new Error(`no row '${positionals}'; there are ${rows.map(({ id }) => id).join(', ')}`);
}

const platformsOf = (rows) => new Set(rows.map(({ platform }) => platform));

/** Runs one row: `{ found }`, or `{ reason }` if this machine cannot run it. */
async function runRow({ platform, part, run }, folder) {
  const began = performance.now();
  const date = new Date().toISOString().slice(0, 10);
  try {
    const { file, sha256 } = binaryOf(platform, folder);
    const found = await run(file, part).catch(failure);
    const seconds = Math.round((performance.now() - began) / 1000);
    return { found: { date, part, ...found, seconds, sha256 } };
  } catch (error) {
    if (error instanceof NotRun) return { reason: error.message };
    throw error;
  }
}

/** A binary that does not load has failed: its row must not keep what an older one found. */
function failure(error) {
  if (error instanceof NotRun) throw error;
  say(error.message);
  return { passed: 0, failed: 1 };
}

function report(outcomes) {
  say('');
  for (const { id, found, reason } of outcomes) {
    const counts = found && `${found.passed} passed, ${found.failed} failed, ${found.seconds} s`;
    say(`${id.padEnd(28)}${counts ?? `not run: ${reason}`}`);
  }
  const passed = outcomes.filter(({ found }) => found?.failed === 0).length;
  say(`\n${passed} passed, ${outcomes.length - passed} failed`);
  return passed === outcomes.length;
}

/** Keeps each row at once: what follows may fail, and the tests of the next row compare the page with the record. */
function keep(id, found, record) {
  keepRow(id, found, record);
  if (record === undefined) writePage();
}

/** Installs what rows need that leave this system. Each of them says what is missing if that fails. */
function setUp(rows) {
  if (!rows.some(({ needsSetup }) => needsSetup)) return;
  spawnSync('bash', ['scripts/setup.sh', '--matrix'], { cwd: ROOT, stdio: 'inherit' });
}

async function main() {
  const args = parseArgs({ options: OPTIONS, allowPositionals: true });
  const { binaries, page, record, short } = args.values;
  if (page) return writePage();
  const rows = chooseRows(args);
  const folder = binaries ?? (short ? ownBuild(PLATFORM) : buildRelease(platformsOf(rows)));
  setUp(rows);
  const outcomes = [];
  for (const row of rows) {
    say(`\n=== ${row.id}`);
    const outcome = await runRow(row, folder);
    if (outcome.found && !short) keep(row.id, outcome.found, record);
    outcomes.push({ id: row.id, ...outcome });
  }
  process.exitCode = report(outcomes) ? 0 : 1;
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
