'use strict';

const { randomUUID } = require('node:crypto');
const {
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { join } = require('node:path');
const { defineStore } = require('onceonly');

const NOTHING = { version: 0, record: null };

/**
 * A store for the demo, which kills its server: files outlive a process. Use Redis for anything else. This one forgets nothing, works on
 * one machine only, and may lose what it has if the machine fails.
 */
function createFolderStore(folder) {
  mkdirSync(folder, { recursive: true });
  return defineStore(
    {
      insert: (id, record, ttlMs) => {
        const { version, record: before } = latest(folder, id);
        return before === null && write(folder, id, version + 1, record, Date.now() + ttlMs);
      },
      look: (id) => {
        const { record, expires } = latest(folder, id);
        return record && { record, ttlMs: expires - Date.now() };
      },
      swap: (id, expected, record, ttlMs) => {
        const { version, record: before, expires } = latest(folder, id);
        if (!before?.equals(expected)) return false;
        const end = ttlMs === undefined ? expires : Date.now() + ttlMs;
        return write(folder, id, version + 1, record ?? expected, record === null ? 0 : end);
      },
    },
    { shared: true },
  );
}

/** The last version of a record; `record` is null if there is none, or its time is over. */
function latest(folder, id) {
  const names = readdirSync(folder).filter((name) => name.startsWith(`${id}.`));
  if (names.length === 0) return NOTHING;
  const version = Math.max(...names.map((name) => Number(name.slice(id.length + 1))));
  const bytes = readFileSync(join(folder, `${id}.${version}`));
  const expires = bytes.readDoubleLE();
  return { version, expires, record: expires > Date.now() ? bytes.subarray(8) : null };
}

/**
 * Writes a version, unless somebody else was first. A file gets its name when it is complete, by a link, which fails if there is one of
 * that name.
 */
function write(folder, id, version, record, expires) {
  const draft = join(folder, randomUUID());
  const time = Buffer.alloc(8);
  time.writeDoubleLE(expires);
  writeFileSync(draft, Buffer.concat([time, record]));
  try {
    linkSync(draft, join(folder, `${id}.${version}`));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft);
  }
}

module.exports = { createFolderStore };
