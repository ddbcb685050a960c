'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

// Limits for one input: seconds, megabytes in one allocation, megabytes in all.
const LIMITS = ['-timeout=10', '-malloc_limit_mb=128', '-rss_limit_mb=2048'];
const SANITIZER_OPTIONS = { UBSAN_OPTIONS: 'print_stacktrace=1' };

function numberAfter(text, pattern) {
  const match = pattern.exec(text);
  return match ? Number(match[1]) : 0;
}

function readStatistics(log) {
  return {
    executions: numberAfter(log, /number_of_executed_units: +(\d+)/),
    perSecond: numberAfter(log, /average_exec_per_sec: +(\d+)/),
    peakMegabytes: numberAfter(log, /peak_rss_mb: +(\d+)/),
    edges: numberAfter(log.slice(log.lastIndexOf(' cov: ')), /cov: (\d+)/),
  };
}

/** Runs a program to its end. Rejects if it can't be started. */
function statusOf(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    child.once('error', reject);
    child.once('close', resolve);
  });
}

/**
 * Runs a fuzz binary and keeps its output in the file `log`. Resolves to `{ ok, violated, log, ...statistics }`: `violated`
 * is the property of the target that does not hold, if that is how the run ended.
 */
async function runFuzzer(binary, args, { log, profile = '/dev/null' }) {
  fs.mkdirSync(path.dirname(log), { recursive: true });
  const file = fs.openSync(log, 'w');
  const status = await statusOf(binary, [...LIMITS, '-print_final_stats=1', ...args], {
    stdio: ['ignore', file, file],
    env: { ...SANITIZER_OPTIONS, ...process.env, LLVM_PROFILE_FILE: profile },
  }).finally(() => fs.closeSync(file));
  const text = fs.readFileSync(log, 'latin1');
  const violated = /^ {2}VIOLATED: (.*)$/m.exec(text)?.[1] ?? null;
  return { ok: status === 0, violated, log, ...readStatistics(text) };
}

module.exports = { runFuzzer };
