'use strict';

// Runs the fault suite at full length and prints its summary. FAULTS_SEED repeats the random part of a run; names of files
// of test/integration/faults, as in `node scripts/faults.js owners`, run only these.

const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const REPORT = path.join(ROOT, 'build', 'report-faults.jsonl');
const SEED = process.env.FAULTS_SEED ?? `${Date.now() % 1_000_000}`;
const JEST = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

const COLUMNS = [
  ['fault', ({ fault, strikes }) => (strikes > 1 ? `${fault}, ${strikes} times` : fault)],
  ['in flight', ({ inFlight }) => inFlight],
  ['requests', ({ requests }) => requests],
  ['200 ran', ({ ran }) => ran],
  ['200 replayed', ({ replayed }) => replayed],
  ['200 not-stored', ({ notStored }) => notStored],
  ['409', (row) => row[409]],
  ['503', (row) => row[503]],
  ['other', ({ other }) => other],
  ['keys', ({ keys }) => keys],
  ['charges', ({ charges }) => charges],
  ['longest wait', ({ longestMs }) => `${longestMs} ms`],
  ['less stalls', ({ longestOwnMs }) => `${longestOwnMs} ms`],
  ['back in', ({ recoveredMs }) => (recoveredMs === null ? 'never' : `${recoveredMs} ms`)],
  ['result', ({ failed }) => (failed.length === 0 ? 'pass' : `FAIL: ${failed.join('; ')}`)],
];

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

/** The tests and all that they start are one process group, which ends with this process however that ends. */
async function runTests() {
  const files = process.argv.slice(2).map((name) => `test/integration/faults/${name}.test.js`);
  if (files.length === 0) files.push('test/integration/faults');
  const args = [JEST, '--ci', '--runInBand', '--verbose', ...files];
  const env = { ...process.env, FAULTS: 'full', FAULTS_REPORT: REPORT, FAULTS_SEED: SEED };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit', detached: true });
  process.once('exit', () => endGroup(child.pid));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const [code] = await once(child, 'exit');
  return code === 0;
}

function readRows() {
  if (!fs.existsSync(REPORT)) return [];
  const lines = fs.readFileSync(REPORT, 'utf8').split('\n').slice(0, -1);
  const rows = lines.map((line) => JSON.parse(line));
  return rows.sort((a, b) => (a.fault < b.fault ? -1 : 1));
}

function toMarkdown(rows) {
  const cells = [
    COLUMNS.map(([name]) => name),
    ...rows.map((row) => COLUMNS.map(([, of]) => `${of(row)}`)),
  ];
  const widths = COLUMNS.map((_, i) => Math.max(...cells.map((row) => row[i].length)));
  const lines = cells.map((row) => {
    const padded = row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
    );
    return `| ${padded.join(' | ')} |`;
  });
  const rule = widths.map((width, i) =>
    i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [lines[0], `| ${rule.join(' | ')} |`, ...lines.slice(1)].join('\n');
}

async function main() {
  fs.mkdirSync(path.dirname(REPORT), { recursive: true });
  fs.rmSync(REPORT, { force: true });
  const ok = await runTests();
  const rows = readRows();
  const [redis] = /v=\S+/.exec(
    spawnSync('redis-server', ['--version'], { encoding: 'utf8' }).stdout,
  );
  const date = new Date().toISOString().slice(0, 10);
  console.log(`\n${date}, Node ${process.version}, Redis ${redis.slice(2)}, seed ${SEED}\n`);
  console.log(toMarkdown(rows));
  const failed = rows.filter((row) => row.failed.length > 0).length;
  console.log(`\n${rows.length - failed} faults passed, ${failed} failed`);
  process.exit(ok && rows.length > 0 && failed === 0 ? 0 : 1);
}

main();
