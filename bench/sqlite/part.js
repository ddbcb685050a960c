'use strict';

const { strict: assert } = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { findLibrary } = require('../../lib/store/sqlite/library');
const { withChildren } = require('../harness/child');
const { measurePairs } = require('../harness/pairs');
const { withRedis } = require('../harness/redis-server');
const { CLIENTS } = require('./clients');

const WORKER = path.join(__dirname, 'worker.js');
const FULL = { widths: [1, 32, 128], rounds: 11, turns: 2, durationMs: 250 };
const SMOKE = { widths: [32], rounds: 2, turns: 1, durationMs: 50 };

/**
 * begin + complete in a file, each commit with a wait for the disk, so many pairs at a time: rows of `{ width, samples }`. The file lies
 * in the folder ONCEONLY_BENCH_DISK, or in that of temporary files: measure on a real disk.
 */
async function sqlitePart({ isSmoke }) {
  assert.ok(findLibrary(), 'this Node has a library');
  const folder = fs.mkdtempSync(
    path.join(process.env.ONCEONLY_BENCH_DISK ?? os.tmpdir(), 'bench-'),
  );
  try {
    return await withRedis((server) =>
      withChildren(contenders(folder, server.port), (children) =>
        measurePairs(children, isSmoke ? SMOKE : FULL),
      ),
    );
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function contenders(folder, port) {
  return Object.fromEntries(
    Object.keys(CLIENTS).map((name, i) => [
      name,
      { file: WORKER, args: [name, path.join(folder, `${i}.db`), String(port)] },
    ]),
  );
}

module.exports = { sqlitePart };
