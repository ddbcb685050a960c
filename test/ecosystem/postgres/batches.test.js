'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');

const { Client, Pool } = require('pg');
const { IdempotencyHandler, generateIdempotencyKey } = require('../../..');
const { batchStatementsFor } = require('../../../lib/postgres/batch-statements.js');
const { statementsFor } = require('../../../lib/postgres/statements.js');
const { PostgresStore } = require('../../../lib/postgres');
const { internals } = require('../../../lib/store/store.js');

const { atEnd } = require('../../helpers/cleanups.js');
const { startPostgres } = require('../../helpers/postgres-server.js');
const { until } = require('../../helpers/until.js');

jest.setTimeout(60_000);

const TABLE = 'onceonly_records';
const MINUTE_MS = 60_000;
const WRITTEN = { now: expect.any(Number) };
const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, at) => at));

let server;
let pool;
let sent;
let requests;
const request = new AsyncLocalStorage();
let functions;
beforeAll(async () => {
  server = await startPostgres({ args: ['-c', 'fsync=off'] });
  pool = new Pool({ ...server.connection, max: 20 });
  atEnd(() => pool.end());
  await openStore().migrate();
});
beforeEach(async () => {
  await pool.query(`TRUNCATE ${TABLE}`);
  functions = functionsOf(openStore());
  // The first statement is followed by one about the settings of the server.
  await functions.look(idOf('nobody'));
  await until(() => sent.length === 2, 'the settings were asked for');
  sent.length = 0;
  requests.length = 0;
});

/** A store whose statements are listed in `sent`, and the request in which each was sent in `requests`. */
function openStore(connection = server.connection) {
  const texts = [];
  const contexts = [];
  sent = texts;
  requests = contexts;
  class ListingClient extends Client {
    query(config, ...rest) {
      texts.push(config.text ?? config);
      contexts.push(request.getStore());
      return super.query(config, ...rest);
    }
  }
  const listing = { ...connection, Client: ListingClient };
  return keep(new PostgresStore({ connection: listing, commandTimeoutMs: 5000 }));
}

function keep(store) {
  atEnd(() => store.close());
  return store;
}

const functionsOf = (store) => internals(store).verbs.functions;
const idOf = (name) => `${name}`.padEnd(43, '-');
const recordOf = (name) => Buffer.from(`record of ${name}`);
const insert = (name, record = recordOf(name)) => functions.insert(idOf(name), record, MINUTE_MS);
const insertAll = (names) => Promise.all(names.map((name) => insert(name)));
const complete = (name, expected = recordOf(name)) =>
  functions.swap(idOf(name), expected, Buffer.from(`result of ${name}`), MINUTE_MS);
const namesTo = (n) => Array.from({ length: n }, (_, at) => `key${at}`);
const codesOf = (settled) => settled.map(({ value, reason }) => reason?.code ?? value);

async function put(name, ms) {
  const text = `INSERT INTO ${TABLE} VALUES ($1, $2, clock_timestamp() + CAST($3 AS float8) * interval '1 ms')`;
  await pool.query(text, [`idem:${idOf(name)}`, recordOf(`old ${name}`), ms]);
}

async function recordIn(name) {
  const { rows } = await pool.query(`SELECT record FROM ${TABLE} WHERE id = $1`, [
    `idem:${idOf(name)}`,
  ]);
  return rows[0]?.record.toString();
}

/** Gives a function that ends the transaction. */
async function inTransaction(text, values, end = 'ROLLBACK') {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query(text, values);
  return async () => {
    await client.query(end);
    client.release();
  };
}

test('a single claim and a single result use the statements for one key', async () => {
  expect(await insert('a')).toEqual(WRITTEN);
  expect(await complete('a')).toEqual(WRITTEN);
  const one = statementsFor(TABLE);
  expect(sent).toEqual([one.insert.text, one.swap.text]);
});

describe('claims of one turn of the event loop', () => {
  test('share a statement, and each gets its own answer', async () => {
    await put('there', MINUTE_MS);
    await put('expired', -1);
    const [first, there, expired, second] = await insertAll(['a', 'there', 'expired', 'b']);
    // The row that has expired is taken by a statement of its own.
    expect(sent).toHaveLength(1 + 1);
    expect([first, expired, second]).toEqual([WRITTEN, WRITTEN, WRITTEN]);
    expect(there).toEqual({
      record: recordOf('old there'),
      ttlMs: expect.any(Number),
      now: expect.any(Number),
    });
    expect(there.ttlMs).toBeGreaterThan(MINUTE_MS / 2);
    for (const name of ['a', 'b', 'expired']) {
      expect(await recordIn(name)).toBe(`record of ${name}`);
      expect((await functions.look(idOf(name))).ttlMs).toBeGreaterThan(MINUTE_MS / 2);
    }
  });

  test('are 64 in a statement at most', async () => {
    const names = namesTo(200);
    expect(await insertAll(names)).toEqual(names.map(() => WRITTEN));
    expect(sent).toHaveLength(4);
  });

  test('for the same key are answered as ever: one is the first', async () => {
    const answers = await Promise.all([
      insert('a', ALL_BYTES),
      insert('b'),
      insert('a'),
      insert('a'),
    ]);
    const [first, ...others] = [0, 2, 3].map((at) => answers[at]).sort((a) => (a.record ? 1 : -1));
    expect(first).toEqual(WRITTEN);
    const { record } = await functions.look(idOf('a'));
    expect(others.map((each) => each.record)).toEqual([record, record]);
  });

  test('keep every byte, also of records that are too long to share', async () => {
    const long = Buffer.concat(Array.from({ length: 400 }, () => ALL_BYTES));
    await Promise.all([insert('a', ALL_BYTES), insert('b', long), insert('c', Buffer.alloc(0))]);
    expect(sent).toHaveLength(1 + 1);
    expect((await functions.look(idOf('a'))).record).toEqual(ALL_BYTES);
    expect((await functions.look(idOf('b'))).record).toEqual(long);
    expect((await functions.look(idOf('c'))).record).toEqual(Buffer.alloc(0));
  });

  test('do not wait for a long record that one of them finds', async () => {
    const long = Buffer.alloc(20_000, 'x');
    await insert('long', long);
    sent.length = 0;
    const [found, ...others] = await insertAll(['long', 'a', 'b']);
    expect(found.record).toEqual(long);
    expect(others).toEqual([WRITTEN, WRITTEN]);
    expect(sent).toHaveLength(1 + 1);
  });

  test('never write over a claim that comes between', async () => {
    const text = `INSERT INTO ${TABLE} VALUES ($1, 'theirs', clock_timestamp() + interval '1 minute')`;
    const commit = await inTransaction(text, [`idem:${idOf('taken')}`], 'COMMIT');
    const all = Promise.allSettled([insert('taken'), insert('a')]);
    await until(async () => {
      const waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
      return sent.length > 1 || (await pool.query(waiting)).rowCount > 0;
    }, 'somebody waits');
    await commit();
    const [taken, other] = codesOf(await all);
    // Found, or to be looked for again.
    expect(taken).not.toEqual(WRITTEN);
    expect(other).toEqual(WRITTEN);
    expect(await recordIn('taken')).toBe('theirs');
  });

  test('wait once for a key that somebody holds, and are served without it afterwards', async () => {
    const rollback = await inTransaction(
      `INSERT INTO ${TABLE} VALUES ($1, '', clock_timestamp() + interval '1 minute')`,
      [`idem:${idOf('held')}`],
    );
    const all = await Promise.allSettled([insert('held'), insert('a'), insert('b')]);
    expect(codesOf(all)).toEqual(['ROW_LOCKED', WRITTEN, WRITTEN]);
    expect(sent).toHaveLength(1 + 3);
    sent.length = 0;
    const again = await Promise.allSettled([insert('held'), insert('c'), insert('d')]);
    expect(codesOf(again)).toEqual(['ROW_LOCKED', WRITTEN, WRITTEN]);
    expect(sent).toHaveLength(1 + 1);
    await rollback();
    expect(await insert('held')).toEqual(WRITTEN);
  });

  test('of two stores that meet in opposite orders: each key has one first', async () => {
    const others = functionsOf(openStore());
    functions = functionsOf(openStore());
    const names = namesTo(20);
    for (let round = 0; round < 30; round += 1) {
      const record = Buffer.from(`round ${round}`);
      const ids = names.map((name) => idOf(`${round}.${name}`));
      const inserted = (by, some) => some.map((id) => by.insert(id, record, MINUTE_MS));
      const [ours, theirs] = await Promise.all([
        Promise.all(inserted(functions, ids)),
        Promise.all(inserted(others, ids.toReversed())),
      ]);
      const first = (answer) => answer.record === undefined && answer !== false;
      const firsts = ids.map((_, at) => [ours[at], theirs.at(-1 - at)].filter(first).length);
      expect(firsts).toEqual(ids.map(() => 1));
    }
  });

  test('of a server that takes no writes find what is there', async () => {
    await put('there', MINUTE_MS);
    const options = '-c default_transaction_read_only=on';
    functions = functionsOf(openStore({ ...server.connection, options }));
    const all = await Promise.allSettled([insert('there'), insert('a'), insert('b')]);
    expect(codesOf(all)).toEqual([
      expect.objectContaining({ record: recordOf('old there') }),
      'READ_ONLY',
      'READ_ONLY',
    ]);
  });
});

describe('results of one turn of the event loop', () => {
  test('share a statement, and each compares its own record', async () => {
    await insertAll(['a', 'b', 'taken', 'kept']);
    sent.length = 0;
    const kept = functions.swap(idOf('kept'), recordOf('kept'), recordOf('new'));
    const answers = await Promise.all([
      complete('a'),
      complete('b'),
      complete('taken', recordOf('another')),
      complete('absent'),
      kept,
    ]);
    expect(answers).toEqual([WRITTEN, WRITTEN, false, false, WRITTEN]);
    // Those of whom the first statement tells nothing ask again.
    expect(sent).toHaveLength(1 + 2);
    expect(await recordIn('a')).toBe('result of a');
    expect(await recordIn('b')).toBe('result of b');
    expect(await recordIn('taken')).toBe('record of taken');
    expect(await recordIn('absent')).toBe(undefined);
    expect(await recordIn('kept')).toBe('record of new');
    expect((await functions.look(idOf('kept'))).ttlMs).toBeGreaterThan(MINUTE_MS / 2);
  });

  test('do not wait for a row that somebody holds', async () => {
    await insertAll(['held', 'a', 'b']);
    const rollback = await inTransaction(`SELECT FROM ${TABLE} WHERE id = $1 FOR UPDATE`, [
      `idem:${idOf('held')}`,
    ]);
    const held = complete('held').catch(({ code }) => code);
    expect(await Promise.all([complete('a'), complete('b')])).toEqual([WRITTEN, WRITTEN]);
    await rollback();
    // Its own statement waits for a quarter of a second.
    const answer = await held;
    if (answer === 'ROW_LOCKED') expect(await complete('held')).toEqual(WRITTEN);
    else expect(answer).toEqual(WRITTEN);
    expect(await recordIn('held')).toBe('result of held');
  });

  test.each(['23514', '40001', '42501', '57014'])(
    'are stored though the server refuses one of them with SQLSTATE %s',
    async (state) => {
      await insertAll(['refused', 'a', 'b']);
      await pool.query(`
        CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${state}'; END $$;
        CREATE TRIGGER refusing BEFORE UPDATE ON ${TABLE} FOR EACH ROW
          WHEN (NEW.record = convert_to('result of refused', 'UTF8')) EXECUTE FUNCTION refuses()`);
      const all = await Promise.allSettled([complete('refused'), complete('a'), complete('b')]);
      await pool.query('DROP FUNCTION refuses CASCADE');
      const [refused, ...others] = codesOf(all);
      expect(refused).toMatch(/^(SERVER_ERROR|BUSY|NO_PERMISSION|STORE_TIMEOUT)$/);
      expect(others).toEqual([WRITTEN, WRITTEN]);
      expect(await recordIn('refused')).toBe('record of refused');
    },
  );

  test('are not stored in a row that has expired', async () => {
    await put('expired', -1);
    await insertAll(['a', 'b']);
    const expired = complete('expired', recordOf('old expired'));
    expect(await Promise.all([complete('a'), expired, complete('b')])).toEqual([WRITTEN, false, WRITTEN]); // prettier-ignore
    expect(await recordIn('expired')).toBe('record of old expired');
  });

  test('do not share a statement with claims that take a key over, which may come too late', async () => {
    await insertAll(['a', 'b']);
    sent.length = 0;
    const takeOver = (name) =>
      functions.swap(idOf(name), recordOf(name), Buffer.from(`2|R|${name}`), MINUTE_MS);
    expect(await Promise.all([takeOver('a'), takeOver('b')])).toEqual([WRITTEN, WRITTEN]);
    expect(sent).toHaveLength(2);
    expect(new Set(sent).size).toBe(1);
  });
});

describe('calls that wait for their statement', () => {
  test('are stored when the store is closed, and later ones are refused', async () => {
    const store = openStore();
    functions = functionsOf(store);
    await insertAll(['a', 'b', 'held']);
    await insert('long');
    const release = await inTransaction(`SELECT FROM ${TABLE} WHERE id = $1 FOR UPDATE`, [
      `idem:${idOf('held')}`,
    ]);
    const long = functions.swap(idOf('long'), recordOf('long'), Buffer.alloc(9000, 'x'), MINUTE_MS);
    const all = Promise.allSettled([...['a', 'b', 'held'].map((name) => complete(name)), long]);
    const closing = store.close();
    await expect(complete('a')).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    await until(async () => (await recordIn('b')) === 'result of b', 'the others are stored');
    await release();
    await closing;
    const [a, b, held, alone] = codesOf(await all);
    expect([a, b, alone]).toEqual([WRITTEN, WRITTEN, WRITTEN]);
    // Its own statement waits for a quarter of a second.
    expect(held).toEqual(held === 'ROW_LOCKED' ? held : WRITTEN);
  });

  test('know as little as the others whether a COMMIT has come whose answer is lost', async () => {
    await insertAll(['a', 'b']);
    const rollback = await inTransaction(`LOCK TABLE ${TABLE} IN EXCLUSIVE MODE`);
    const all = Promise.allSettled([complete('a'), complete('b')]);
    await until(async () => {
      const waiting = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'`;
      return (await pool.query(waiting)).rowCount > 0;
    }, 'the statement waits');
    const lost = await all;
    await rollback();
    expect(lost.map(({ reason }) => [reason?.code, reason?.retry])).toEqual([
      ['REPLY_LOST', 'ambiguous'],
      ['REPLY_LOST', 'ambiguous'],
    ]);
    expect(lost[0].reason).not.toBe(lost[1].reason);
    expect(await Promise.all([complete('a'), complete('b')])).toEqual([WRITTEN, WRITTEN]);
  });

  test('belong to no request while they share a statement, and to their own without it', async () => {
    await put('expired', -1);
    const ids = ['a', 'expired', 'b'];
    await Promise.all(ids.map((name) => request.run(`request of ${name}`, () => insert(name))));
    expect(requests).toEqual([undefined, 'request of expired']);
  });

  test('end when the store is closed while the server is frozen', async () => {
    const store = openStore();
    functions = functionsOf(store);
    await insertAll(['a', 'b']);
    server.pause();
    try {
      const all = Promise.allSettled([complete('a'), complete('b')]);
      await store.close();
      expect(await store.close()).toBe(undefined);
      server.resume();
      const ends = [WRITTEN, 'REPLY_LOST', 'CONNECT_TIMEOUT'];
      for (const each of codesOf(await all)) expect(ends).toContainEqual(each);
    } finally {
      server.resume();
    }
  });

  test('serve fifty requests by a few statements, and each runs once', async () => {
    const store = openStore();
    const handler = new IdempotencyHandler({ store });
    const ran = [];
    const keys = namesTo(50).map(() => generateIdempotencyKey());
    const run = (key) =>
      handler.execute(key, { key }, async () => {
        ran.push(key);
        return { of: key };
      });
    const first = await Promise.all(keys.map(run));
    expect(first).toEqual(keys.map((key) => ({ result: { of: key }, cached: false })));
    // Two for the keys and the settings, and results come in a few turns.
    expect(sent.length).toBeLessThan(keys.length / 2);
    const again = await Promise.all(keys.map(run));
    expect(again).toEqual(keys.map((key) => ({ result: { of: key }, cached: true })));
    expect(ran.toSorted()).toEqual(keys.toSorted());
  });
});

describe.each([
  [
    'a function of the app',
    (seen) => ({
      query: async (text, values) => {
        seen.push(request.getStore());
        return (await pool.query(text, values)).rows;
      },
    }),
  ],
  [
    'a pool of the app',
    (seen) => ({
      pool: {
        connect(then) {
          seen.push(request.getStore());
          return pool.connect(then);
        },
      },
    }),
  ],
])('%s', (_, open) => {
  test('may choose a database for each request: no calls share a statement', async () => {
    const seen = [];
    functions = functionsOf(keep(new PostgresStore(open(seen))));
    await functions.look(idOf('nobody'));
    await until(() => seen.length === 2, 'the settings were asked for');
    seen.length = 0;
    await Promise.all(['a', 'b'].map((name) => request.run(name, () => insert(name))));
    await Promise.all(['a', 'b'].map((name) => request.run(name, () => complete(name))));
    expect(seen).toEqual(['a', 'b', 'a', 'b']);
  });
});

test.each(['insert', 'swap'])(
  'the statement for many keys, %s, uses the index of a new table',
  async (name) => {
    const { text } = batchStatementsFor(TABLE)[name];
    const client = await pool.connect();
    try {
      await client.query(`PREPARE many AS ${text}; SET plan_cache_mode = force_generic_plan`);
      const parameters = text.match(/\$\d/g).length;
      const nulls = Array.from({ length: parameters }, () => "'{}'").join(', ');
      const { rows } = await client.query(`EXPLAIN EXECUTE many (${nulls})`);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      // In one order, or two statements could wait for each other.
      if (name === 'insert') expect(plan).toContain('Sort Key: asked');
      expect(plan).toContain(`Index Scan using ${TABLE}_pkey`);
      expect(plan).not.toContain(`Scan on ${TABLE}`);
    } finally {
      client.release(true);
    }
  },
);
