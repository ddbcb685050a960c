'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const { ROOT } = require('../testing/run.js');

const MODEL = path.join(ROOT, 'test', 'model', 'idempotency.pml');
const PLACE = path.join(ROOT, 'build', 'model');
const DEPTH = 100_000;
const TIMEOUT_MS = 600_000;

/**
 * Searches every state of the model with these flags, or until a property breaks. Resolves to `{ states, broken,
 * unreached }`: `broken` is the name of the property, 'an answer for everybody' where a client is stuck, or null;
 * `unreached` the places of clients and store that no path came to. Rejects when the search is not complete.
 *
 * An optimised search takes a second longer to build, and less to run: worth it from two million states on.
 */
async function search(name, flags, { optimise }) {
  const folder = path.join(PLACE, name.replaceAll(/[^\w]+/g, '-'));
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const run = (file, args) => runIn(folder, file, args);
  const defines = Object.entries(flags).map(([flag, value]) => `-D${flag}=${value}`);
  await run('spin', [...defines, '-a', MODEL]);
  const options = ['-w', optimise ? '-O1' : '-O0', '-DSAFETY', '-DNOFAIR'];
  await run('gcc', [...options, '-o', 'pan', 'pan.c']);
  const report = await run('./pan', [`-m${DEPTH}`, '-w22']);
  fs.writeFileSync(path.join(folder, 'report.txt'), report);
  return verdictOf(report, folder);
}

function runIn(folder, file, args) {
  const options = { cwd: folder, timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: 2 ** 26 };
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${file} ${args.join(' ')}: ${stderr || stdout || error}`));
      else resolve(stdout);
    });
  });
}

function verdictOf(report, folder) {
  const states = Number(report.match(/(\d+) states, stored/)?.[1]);
  if (!(states > 0) || /max search depth too small|out of memory|aborted/.test(report)) {
    throw new Error(`the search is not complete, see ${folder}/report.txt`);
  }
  const broken = report.match(/assertion violated \(?(\w+)\)?/)?.[1] ?? stuckIn(report);
  if (broken === null && !/errors: 0$/m.test(report)) {
    throw new Error(`the search failed, see ${folder}/report.txt`);
  }
  return { states, broken, unreached: unreachedIn(report) };
}

function stuckIn(report) {
  return /invalid end state \(at depth/.test(report) ? 'an answer for everybody' : null;
}

// The store's steps are inlined in the client, so that its section has both.
function unreachedIn(report) {
  const section = report.match(/unreached in proctype Client\n((?:\t.*\n)*)/)?.[1] ?? '';
  return [...section.matchAll(/:(\d+), state \d+, "(.*)"/g)].map(
    ([, line, text]) => `${line}: ${text}`,
  );
}

/** The names of the properties and of the guards in the model's text. */
function namesInModel() {
  const text = fs.readFileSync(MODEL, 'utf8');
  const unique = (pattern) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))];
  return { properties: unique(/CHECK\((\w+_\w+),/g), guards: unique(/GUARD\(([A-Z_]+)\)/g) };
}

module.exports = { namesInModel, search };
