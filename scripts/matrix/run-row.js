'use strict';

const { spawn, spawnSync } = require('node:child_process');
const path = require('node:path');

const { ROOT } = require('../testing/run.js');

const DESCRIBE = path.join(__dirname, 'describe.js');
const LAST_LINE = /^(\d+) passed, (\d+) failed$/m;

function environment(place, binary) {
  return { ...process.env, ...place.env, ONCEONLY_BINARY: binary };
}

/** Loads the binary in a place: the versions of Node and of the C library there. */
function load(place, binary) {
  const { status, error, stdout, stderr } = spawnSync(place.command, [...place.args, DESCRIBE], {
    cwd: ROOT,
    env: environment(place, binary),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the binary does not load: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}

/** Runs a part of scripts/test.js in a place and shows its output. Resolves to `{ passed, failed }`. */
async function runPart(place, binary, part) {
  const child = spawn(place.command, [...place.args, 'scripts/test.js', part], {
    cwd: ROOT,
    env: environment(place, binary),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    process.stdout.write(text);
  });
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [, passed, failed] = LAST_LINE.exec(output) ?? [null, 0, 0];
  const counts = { passed: Number(passed), failed: Number(failed) };
  // A run that ended early has no last line.
  return status === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

/** The run of a row whose tests run in a place. */
function runIn(makePlace) {
  return async (binary, part) => {
    const place = makePlace();
    const { node, libc } = load(place, binary);
    const on = place.emulator === undefined ? libc : `${libc}, on ${place.emulator}`;
    return { libc: on, node, ...(await runPart(place, binary, part)) };
  };
}

module.exports = { runIn };
