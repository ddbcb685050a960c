'use strict';

const { Pool } = require('pg');
const { PostgresStore } = require('../../../lib/postgres');

const { testAbandoned, testTakeover } = require('../abandoned-message.js');
const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');
const { inTransaction } = require('./in-transaction.js');

jest.setTimeout(60_000);

let server;
beforeAll(async () => {
  server = await startPostgres({ args: ['-c', 'fsync=off'] });
  const store = new PostgresStore({ connection: server.url });
  atEnd(() => store.close());
  await store.migrate();
});

function openPool(max) {
  const pool = new Pool({ ...server.connection, max });
  atEnd(() => pool.end());
  return pool;
}

function openStore(options) {
  const store = new PostgresStore(options);
  atEnd(() => store.close());
  return store;
}

/** Messages on connections of the app, and a store with its own. */
function apart(level) {
  const pool = openPool(4);
  return {
    openStore: () => openStore({ connection: server.url }),
    inTransaction: (work) => inTransaction(pool, work, `BEGIN ISOLATION LEVEL ${level}`),
  };
}

describe('a key whose run was abandoned, and a message', () => {
  testAbandoned(() => apart('READ COMMITTED'));
});

describe.each(['REPEATABLE READ', 'SERIALIZABLE'])(
  'a key whose run was abandoned, and a message under %s',
  (level) => {
    testTakeover(() => apart(level));
  },
);

describe('a key whose run was abandoned, and a message that holds the only connection of the store', () => {
  testTakeover(() => {
    const pool = openPool(1);
    return {
      openStore: () => openStore({ pool }),
      inTransaction: (work) => inTransaction(pool, work),
    };
  });
});
