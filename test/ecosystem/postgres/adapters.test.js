'use strict';

const { generateIdempotencyKey } = require('../../..');

const { atEnd } = require('../../helpers/cleanups.js');
const { openDrizzle, openKnex, openKysely, openPrisma, openTypeORM } = require('./libraries.js');
const { openShop } = require('./shop.js');

jest.setTimeout(60_000);

const RESULT = { id: 1, text: 'ü"\\', bytes: 'A'.repeat(5000) };

let server;
let pool;
let handler;
let ordersOf;
beforeAll(async () => {
  ({ server, pool, handler, ordersOf } = await openShop());
});

describe.each([
  ['Prisma', openPrisma],
  ['Drizzle', openDrizzle],
  ['Knex', openKnex],
  ['Kysely', openKysely],
  ['TypeORM', openTypeORM],
])('storeIn() in a transaction of %s', (_, open) => {
  let library;
  let key;
  beforeAll(async () => {
    library = await open(server);
    atEnd(() => library.close());
  });
  beforeEach(() => {
    key = generateIdempotencyKey();
  });

  function order(last = async () => {}) {
    return ({ storeIn }) =>
      library.transaction(async (tx) => {
        await library.insert(tx, key);
        const value = await storeIn(library.executor(tx), RESULT);
        await last();
        return value;
      });
  }

  test('commits the result with the rows, and a retry gets it', async () => {
    expect(await handler.execute(key, 1, order())).toEqual({ result: RESULT, cached: false });
    expect(await handler.execute(key, 1, order())).toEqual({ result: RESULT, cached: true });
    expect(await ordersOf(key)).toHaveLength(1);
  });

  test('leaves neither when the transaction is rolled back', async () => {
    const fails = order(async () => {
      throw new Error('no stock');
    });
    await expect(handler.execute(key, 1, fails)).rejects.toThrow('no stock');
    expect(await ordersOf(key)).toHaveLength(0);
    await expect(handler.execute(key, 1, order())).rejects.toThrow('no stock');
    expect(await ordersOf(key)).toHaveLength(0);
  });

  test('rolls back the second of two transactions of one attempt', async () => {
    const twice = async (context) => {
      await order()(context);
      return order()(context);
    };
    expect(await handler.execute(key, 1, twice)).toEqual({ result: RESULT, cached: false });
    expect(await ordersOf(key)).toHaveLength(1);
  });

  test('handles a message wholly in it, by the option transaction', async () => {
    const handle = () =>
      library.transaction((tx) =>
        handler.execute(
          key,
          1,
          async () => {
            await library.insert(tx, key);
            return RESULT;
          },
          { transaction: library.executor(tx) },
        ),
      );
    expect(await handle()).toEqual({ result: RESULT, cached: false });
    expect(await handle()).toEqual({ result: RESULT, cached: true });
    expect(await ordersOf(key)).toHaveLength(1);
  });

  test('frees the key when the row of the key is locked for too long', async () => {
    const client = await pool.connect();
    const locked = ({ storeIn }) =>
      library.transaction(async (tx) => {
        await library.insert(tx, key);
        await client.query('BEGIN; SELECT FROM onceonly_records FOR UPDATE');
        return storeIn(library.executor(tx), RESULT).finally(() => client.query('COMMIT'));
      });
    await expect(handler.execute(key, 1, locked)).rejects.toThrow();
    client.release();
    expect(await handler.execute(key, 1, order())).toEqual({ result: RESULT, cached: false });
    expect(await ordersOf(key)).toHaveLength(1);
  });

  test('is 409 REQUEST_IN_PROGRESS for a message that another transaction handles', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await handler.execute(key, 1, () => RESULT, { transaction: client });
    const handling = library.transaction((tx) =>
      handler.execute(key, 1, () => 1, { transaction: library.executor(tx) }),
    );
    await expect(handling).rejects.toMatchObject({ code: 'REQUEST_IN_PROGRESS' });
    await client.query('COMMIT');
    client.release();
  });

  test.each([
    ['is lost', async () => {}],
    ['is known to be lost', (executor) => executor.executeSql('SELECT 1', []).catch(() => {})],
  ])('frees the key when its connection %s before the result is stored', async (_, notice) => {
    const dies = ({ storeIn }) =>
      library.transaction(async (tx) => {
        await library.insert(tx, key);
        const executor = library.executor(tx);
        const [{ pid }] = await executor.executeSql('SELECT pg_backend_pid() AS pid', []);
        await pool.query('SELECT pg_terminate_backend($1, 5000)', [Number(pid)]);
        await notice(executor);
        return storeIn(executor, RESULT);
      });
    await expect(handler.execute(key, 1, dies)).rejects.toThrow();
    expect(await handler.execute(key, 1, order())).toEqual({ result: RESULT, cached: false });
    expect(await ordersOf(key)).toHaveLength(1);
  });

  test('behind its COMMIT writes no row twice', async () => {
    const tooLate = async ({ storeIn }) => {
      const executor = await library.transaction(async (tx) => {
        await library.insert(tx, key);
        return library.executor(tx);
      });
      return storeIn(executor, RESULT);
    };
    await expect(handler.execute(key, 1, tooLate)).rejects.toThrow();
    await handler.execute(key, 1, tooLate).catch(() => {});
    expect(await ordersOf(key)).toHaveLength(1);
  });

  test('is refused outside of one', () => {
    expect(() => library.executor(library.outside)).toThrow(/must be in a transaction/);
  });
});
