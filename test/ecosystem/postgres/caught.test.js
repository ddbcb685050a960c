'use strict';

const { generateIdempotencyKey } = require('../../..');

const { atEnd } = require('../../helpers/cleanups.js');
const { inTransaction } = require('./in-transaction.js');
const { openDrizzle, openKnex, openKysely, openPrisma, openTypeORM } = require('./libraries.js');
const { openShop, openSql } = require('./shop.js');

jest.setTimeout(60_000);

let server;
let pool;
let store;
let handler;
let ordersOf;
let key;
beforeAll(async () => {
  ({ server, pool, store, handler, ordersOf } = await openShop());
});
beforeEach(() => {
  key = generateIdempotencyKey();
});

async function openPg() {
  return {
    transaction: (work) => inTransaction(pool, work),
    insert: (client) => client.query('INSERT INTO orders (key) VALUES ($1)', [key]),
    executor: (client) => client,
    close: async () => {},
  };
}

async function openPostgresJs(server) {
  const sql = openSql(server);
  return {
    transaction: (work) => sql.begin(work),
    insert: (tx) => tx`INSERT INTO orders (key) VALUES (${key})`,
    executor: (tx) => tx,
    close: async () => {},
  };
}

describe.each([
  ['pg', openPg],
  ['postgres.js', openPostgresJs],
  ['Prisma', openPrisma],
  ['Drizzle', openDrizzle],
  ['Knex', openKnex],
  ['Kysely', openKysely],
  ['TypeORM', openTypeORM],
])('an app on %s that catches the error and commits', (_, open) => {
  let library;
  beforeAll(async () => {
    library = await open(server);
    atEnd(() => library.close());
  });

  /** An order whose error of storeIn() is caught. */
  const order = (value) => (context) =>
    library.transaction(async (tx) => {
      await library.insert(tx, key);
      return context.storeIn(library.executor(tx), value).catch(() => 'caught');
    });

  test('leaves no rows of an owner that was overtaken', async () => {
    let overtaken;
    const slow = async (context) => {
      await store.remove({ key }, { force: true });
      overtaken = await handler.execute(key, 1, order('first'));
      return order('second')(context);
    };
    const { result } = await handler.execute(key, 1, slow).catch(() => ({ result: 'first' }));
    expect([result, overtaken.result]).toEqual(['first', 'first']);
    expect(await ordersOf(key)).toHaveLength(1);
  });

  test('leaves no rows of a second transaction of one attempt', async () => {
    const twice = async (context) => {
      await order('first')(context);
      return order('second')(context).catch(() => 'caught');
    };
    expect(await handler.execute(key, 1, twice)).toEqual({ result: 'first', cached: false });
    expect(await ordersOf(key)).toHaveLength(1);
  });

  test('leaves nothing of a message whose operation has failed', async () => {
    const consume = () =>
      library.transaction(async (tx) => {
        const run = async () => {
          await library.insert(tx, key);
          throw new Error('no stock');
        };
        const options = { transaction: library.executor(tx) };
        await handler.execute(key, 1, run, options).catch(() => {});
      });
    await consume().catch(() => {});
    expect(await ordersOf(key)).toHaveLength(0);
    expect(await store.inspect({ key })).toBe(null);
  });
});

describe('two transactions of one attempt at once', () => {
  test('give the client the result of the one that was committed', async () => {
    let bothBegun;
    const mayCommit = new Promise((resolve) => {
      bothBegun = resolve;
    });
    const run = async ({ storeIn }) => {
      const first = inTransaction(pool, async (tx) => {
        await tx.query('INSERT INTO orders (key) VALUES ($1)', [key]);
        const value = await storeIn(tx, 'first');
        bothBegun();
        return value;
      });
      // Its storeIn() begins before the first one is stored, and waits for its row.
      const second = inTransaction(pool, (tx) => {
        const storing = storeIn(tx, 'second');
        return mayCommit.then(() => storing);
      });
      const [one, two] = await Promise.allSettled([first, second]);
      throw [one, two].find(({ status }) => status === 'rejected').reason;
    };
    const { result } = await handler.execute(key, 1, run);
    expect((await handler.execute(key, 1, run)).result).toBe(result);
  });
});
