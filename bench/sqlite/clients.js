'use strict';

const { setImmediate: nextTurn } = require('node:timers/promises');

const { RedisStore } = require('../..');
const { findLibrary } = require('../../lib/store/sqlite/library');
const { SqliteStore } = require('../../lib/store/sqlite');
const { clientOf } = require('../store/client-of');

const RECORD = Buffer.alloc(180, 'r');

/** The least that a store by hand does: two statements, each with a commit of its own, in the same kind of table. */
function oneCommitPerCall(path) {
  const handle = new (findLibrary())(path, { timeout: 0 });
  handle.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE records (id TEXT NOT NULL UNIQUE, record BLOB NOT NULL, expires REAL NOT NULL) STRICT;
    CREATE INDEX records_expires ON records (expires);`);
  const insert = handle.prepare('INSERT INTO records VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const update = handle.prepare(
    'UPDATE records SET record = ?, expires = ? WHERE id = ? AND record = ?',
  );
  return {
    async pair(id, token, payload) {
      const claimed = insert.run(id, RECORD, Date.now() + 600_000);
      // The operation.
      await nextTurn();
      const stored = update.run(payload, Date.now() + 600_000, id, RECORD);
      return Number(claimed.changes) === 1 && Number(stored.changes) === 1;
    },
    close: () => handle.close(),
  };
}

/** name -> `({ path, port }) => client`. */
const CLIENTS = {
  'onceonly on SQLite': ({ path }) => clientOf(new SqliteStore({ path })),
  'one commit per call': ({ path }) => oneCommitPerCall(path),
  'onceonly on Redis': ({ port }) =>
    clientOf(new RedisStore({ redis: { host: '127.0.0.1', port } })),
};

module.exports = { CLIENTS };
