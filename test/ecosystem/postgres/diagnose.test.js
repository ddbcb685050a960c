'use strict';

const { PostgresStore } = require('../../../lib/postgres');

const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');

let server;
beforeAll(async () => {
  server = await startPostgres();
});

function openStore(options) {
  const store = new PostgresStore({ connection: server.url, ...options });
  atEnd(() => store.close());
  return store;
}

describe('the diagnosis of a store in PostgreSQL', () => {
  test('says that rows and result can commit together', async () => {
    const store = openStore();
    await store.migrate();
    const found = await store.diagnose({ probes: 2 });
    expect(found).toMatchObject({ kind: 'postgres', ok: true, promise: { row: 'postgres' } });
    expect(found.promise.text).toMatch(/rows and the result commit together/);
    expect(found.findings.map(({ code, level }) => [code, level])).toEqual([
      ['writes', 'ok'],
      ['latency', 'ok'],
      ['binary', 'ok'],
    ]);
  });

  test('promises nothing while the table is missing, and names the reason', async () => {
    const found = await openStore({ table: 'nowhere' }).diagnose({ probes: 2 });
    expect(found).toMatchObject({
      ok: false,
      failure: { code: 'NO_TABLE' },
      promise: { row: 'none' },
    });
  });
});
