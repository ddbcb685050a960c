'use strict';

// The passes over one target. Each resolves to `{ ok, text }`, one line for people.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { runFuzzer } = require('./libfuzzer.js');
const { placesOf } = require('./targets.js');

// Runs, not seconds: a slow machine finds a planted bug as well as a fast one. Most take under 100,000.
const PLANTED_RUNS = 4_000_000;
const PLANTED_SEED = 1;

function optionsOf(target, findings) {
  const { dictionary } = placesOf(target);
  return [`-max_len=${target.maxLength}`, `-dict=${dictionary}`, `-artifact_prefix=${findings}`];
}

/** Searches for `seconds` from the seeds and the inputs of earlier runs. */
async function search(target, seconds) {
  const { binary, seeds, found, finding, log } = placesOf(target);
  for (const folder of [found, path.dirname(finding)]) fs.mkdirSync(folder, { recursive: true });
  const run = await runFuzzer(
    binary,
    [...optionsOf(target, finding), `-max_total_time=${seconds}`, found, seeds],
    { log: `${log}.log` },
  );
  const { executions, perSecond, edges, peakMegabytes } = run;
  const figures = `${executions} executions, ${perSecond}/s, ${edges} edges, ${peakMegabytes} MB at most`;
  const fault = `FAILED: ${run.violated ?? 'see the log'} (${run.log})`;
  return { ok: run.ok, text: run.ok ? `${seconds} s, ${figures}` : fault };
}

/** A fuzzer whose seeds already hold the bug would prove nothing, so they are run first. */
async function findPlanted(target) {
  const { planted, seeds, log } = placesOf(target);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-fuzz-'));
  const options = [...optionsOf(target, `${folder}/finding-`), `-seed=${PLANTED_SEED}`];
  try {
    const before = await runFuzzer(planted, [...options, '-runs=0', seeds], {
      log: `${log}-planted-seeds.log`,
    });
    if (!before.ok) return { ok: false, text: `the seeds alone fail (${before.log})` };
    const run = await runFuzzer(planted, [...options, `-runs=${PLANTED_RUNS}`, folder, seeds], {
      log: `${log}-planted.log`,
    });
    const count = `${run.executions} executions`;
    if (run.violated === null) return { ok: false, text: `NOT FOUND in ${count} (${run.log})` };
    return { ok: true, text: `found after ${count}: not true that ${run.violated}` };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

module.exports = { findPlanted, search };
