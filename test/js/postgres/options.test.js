'use strict';

const { MemoryStore } = require('onceonly');
const {
  PostgresStore,
  fromDrizzle,
  fromKnex,
  fromKysely,
  fromPrisma,
  fromTypeORM,
  postgresSchema,
} = require('onceonly/postgres');

const query = async () => [];

describe('new PostgresStore()', () => {
  test.each([
    ['no way to the database', {}, 'ERR_ONCEONLY_OPTION_UNSET'],
    ['two ways', { query, pool: { connect() {} } }, 'ERR_ONCEONLY_OPTION_CONFLICT'],
    // `pg` would connect to a database of this machine.
    ['an empty connection', { connection: '' }, 'ERR_ONCEONLY_ARGUMENT'],
    ['a connection that is null', { connection: null }, 'ERR_ONCEONLY_ARGUMENT'],
    ['a connection that is a number', { connection: 5432 }, 'ERR_ONCEONLY_ARGUMENT'],
    ['a pool that is none', { pool: {} }, 'ERR_ONCEONLY_ARGUMENT'],
    ['an sql that is none', { sql: () => {} }, 'ERR_ONCEONLY_ARGUMENT'],
    ['a query that is none', { query: 'SELECT 1' }, 'ERR_ONCEONLY_ARGUMENT'],
    ['a table with a quote', { query, table: 'a"b' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    ['a table of three parts', { query, table: 'a.b.c' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    ['no connections', { query, connections: 0 }, 'ERR_ONCEONLY_OPTION_RANGE'],
    [
      'an option of another store',
      { query, redis: 'redis://localhost' },
      'ERR_ONCEONLY_OPTION_UNKNOWN',
    ],
  ])('refuses %s', (_, options, code) => {
    expect(() => new PostgresStore(options)).toThrow(expect.objectContaining({ code }));
  });

  test('asks for the package of its own pool when it is not installed', () => {
    expect(() => new PostgresStore({ connection: 'postgres://localhost/app' })).toThrow(
      /npm install pg/,
    );
  });

  test('is a store as every other', async () => {
    const store = new PostgresStore({ query });
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(MemoryStore.prototype));
    for (const name of methods) expect(typeof store[name]).toBe('function');
    expect(store.status()).toEqual({ state: 'idle', lastError: null });
    await store.close();
    expect(store.status().state).toBe('closed');
  });
});

describe('postgresSchema()', () => {
  test('makes the schema of the table, which is public for a name without one', () => {
    expect(postgresSchema('keys.records')).toContain('CREATE TABLE "keys"."records"');
    expect(postgresSchema()).toContain('CREATE TABLE "public"."onceonly_records"');
  });

  test('refuses a name that is none', () => {
    expect(() => postgresSchema('x; DROP TABLE orders')).toThrow(TypeError);
  });
});

describe('an adapter', () => {
  test.each([
    ['fromPrisma', () => fromPrisma({ $connect() {} })],
    ['fromDrizzle', () => fromDrizzle({ execute() {} }, {})],
    ['fromKnex', () => fromKnex({ raw() {} })],
    ['fromKysely', () => fromKysely({ executeQuery() {} })],
    ['fromTypeORM', () => fromTypeORM({ query() {} })],
  ])('refuses what is in no transaction: %s', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'ERR_ONCEONLY_ARGUMENT' }));
  });
});
