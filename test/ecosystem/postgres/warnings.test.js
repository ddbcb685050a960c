'use strict';

const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');
const { PostgresStore } = require('../../../lib/postgres');

const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');
const { until } = require('../../helpers/until.js');

let server;
let warned;
beforeAll(async () => {
  server = await startPostgres();
  const store = new PostgresStore({ connection: server.url });
  await store.migrate();
  await store.close();
});
beforeEach(() => {
  warned = [];
  jest
    .spyOn(process, 'emitWarning')
    .mockImplementation((text, { code }) => warned.push([code, text]));
});
afterEach(() => jest.restoreAllMocks());

async function use(options) {
  const store = new PostgresStore(options);
  atEnd(() => store.close());
  const handler = new IdempotencyHandler({ store });
  await handler.execute(generateIdempotencyKey(), 1, () => 1).catch(() => {});
}

const codes = () => warned.map(([code]) => code);

test('a store on a server that is well warns of nothing', async () => {
  await use({ connection: server.url });
  await use({ connection: server.url });
  expect(codes()).toEqual([]);
});

test('a server that commits before its disk has the record is named once', async () => {
  const lazy = { ...server.connection, options: '-c synchronous_commit=off' };
  await use({ connection: lazy });
  await use({ connection: lazy });
  await until(() => codes().includes('ONCEONLY_POSTGRES_COMMIT'), 'the warning comes');
  expect(warned).toEqual([
    ['ONCEONLY_POSTGRES_COMMIT', expect.stringContaining('synchronous_commit')],
  ]);
});

test('a table that is not there is named once, with the cure', async () => {
  await use({ connection: server.url, table: 'nowhere' });
  await use({ connection: server.url, table: 'nowhere' });
  expect(warned).toEqual([['ONCEONLY_POSTGRES_REFUSES', expect.stringContaining('migrate()')]]);
});

test('a server that cannot be reached is named once', async () => {
  const connection = { ...server.connection, port: 1 };
  await use({ connection });
  await use({ connection });
  expect(warned).toEqual([
    ['ONCEONLY_POSTGRES_UNAVAILABLE', expect.stringContaining('CONNECT_FAILED')],
  ]);
});
