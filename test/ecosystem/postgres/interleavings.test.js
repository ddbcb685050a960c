'use strict';

const { Pool } = require('pg');
const { PostgresStore } = require('../../../lib/postgres');
const { internals } = require('../../../lib/store/store.js');

const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');
const { differenceOf, everyCommand } = require('../../interleavings/store-commands.js');

jest.setTimeout(300_000);

const BATCH = 20;

let pool;
let functions;
beforeAll(async () => {
  const server = await startPostgres({ args: ['-c', 'fsync=off'] });
  pool = new Pool({ ...server.connection, max: 10 });
  atEnd(() => pool.end());
  const store = new PostgresStore({ pool, connectTimeoutMs: 2000, commandTimeoutMs: 20_000 });
  await store.migrate();
  ({ functions } = internals(store).verbs);
});

async function put(id, record) {
  await pool.query('DELETE FROM onceonly_records WHERE id = $1', [`idem:${id}`]);
  if (record === null) return;
  const insert = `INSERT INTO onceonly_records
    VALUES ($1, $2, clock_timestamp() + CAST($3 AS float8) * interval '1 ms')`;
  await pool.query(insert, [`idem:${id}`, Buffer.from(record.text), record.left]);
}

async function difference({ record, command }, slot) {
  const id = `${slot}`.padStart(43, 'x');
  await put(id, record);
  return differenceOf(functions, id, { record, command });
}

describe('the interleavings of two clients', () => {
  test('consist of commands that PostgreSQL takes as a record in memory does', async () => {
    const commands = everyCommand();
    expect(commands.length).toBeGreaterThan(1000);
    for (let at = 0; at < commands.length; at += BATCH) {
      const checked = commands.slice(at, at + BATCH).map(difference);
      expect((await Promise.all(checked)).filter((each) => each !== undefined)).toEqual([]);
    }
  });
});
