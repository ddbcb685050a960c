'use strict';

// Runs faults of Redis Cluster and Sentinel under load, with the product and with two other clients beside it. Writes the table of
// docs/internals/reliability.md. Words choose faults, as in `node scripts/cluster-faults.js frozen`: then nothing is written.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { FAULTS } = require('./failovers/faults');
const { peer } = require('./failovers/peers');
const { runFault } = require('./failovers/run');
const { table } = require('./failovers/table');

const PAGE = path.join(__dirname, '..', 'docs', 'internals', 'reliability.md');
const GENERATED = /(<!-- cluster-faults:begin -->)[^]*(<!-- cluster-faults:end -->)/;

function about() {
  const [, redis] = /v=(\S+)/.exec(
    execFileSync('redis-server', ['--version'], { encoding: 'utf8' }),
  );
  const versions = ['ioredis', 'redis'].map(
    (name) => `${name} ${peer(`${name}/package.json`).version}`,
  );
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, Node ${process.version}, Redis ${redis}, ${versions.join(', ')}:`;
}

function writePage(text) {
  const page = fs.readFileSync(PAGE, 'utf8');
  if (!GENERATED.test(page)) throw new Error(`${PAGE} has no place for the table`);
  fs.writeFileSync(
    PAGE,
    page.replace(GENERATED, (_, begin, end) => `${begin}\n\n${text}\n\n${end}`),
  );
}

async function main() {
  const words = process.argv.slice(2);
  const chosen = FAULTS.filter(({ name }) => words.every((word) => name.includes(word)));
  if (chosen.length === 0) throw new Error(`no fault has '${words.join(' ')}' in its name`);
  const rows = [];
  for (const fault of chosen) {
    process.stdout.write(`${fault.name}\n`);
    rows.push(...(await runFault(fault)));
  }
  const text = table(rows, about());
  process.stdout.write(`\n${text}\n\n`);
  if (words.length === 0) writePage(text);
  const failed = rows.filter((row) => row.failed.length > 0);
  for (const row of failed) {
    process.stdout.write(`FAIL: ${row.fault}, ${row.name}: ${row.failed.join('; ')}\n`);
  }
  process.exitCode = failed.length === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
