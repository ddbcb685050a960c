'use strict';

const { spawn } = require('node:child_process');
const path = require('node:path');

const { atEnd } = require('./cleanups');
const { patient } = require('./patience');

const DEADLINE_MS = patient(150_000);

/**
 * Runs a program of the tests in a fresh Node process, with `args` as JSON, until it ends by itself; one that does not
 * is killed and has the signal SIGKILL. Resolves to `{ code, signal, stderr, report, ms }`, where `report` is what the
 * program printed as JSON, if anything.
 */
async function runProgram(
  file,
  args = {},
  { env = {}, flags = [], deadlineMs = DEADLINE_MS } = {},
) {
  const began = performance.now();
  const child = spawn(process.execPath, [...flags, file, JSON.stringify(args)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  });
  const text = { stdout: '', stderr: '' };
  for (const name of Object.keys(text)) child[name].on('data', (bytes) => (text[name] += bytes));
  atEnd(() => child.kill('SIGKILL'));
  const [code, signal] = await new Promise((resolve) =>
    child.once('close', (...end) => resolve(end)),
  );
  const report = text.stdout === '' ? undefined : JSON.parse(text.stdout);
  return { code, signal, stderr: text.stderr, report, ms: performance.now() - began };
}

/** Like runProgram(), for the programs of a folder, by name. */
function programsOf(folder) {
  return (name, ...rest) => runProgram(path.join(folder, `${name}.js`), ...rest);
}

module.exports = { runProgram, programsOf };
