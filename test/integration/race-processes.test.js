'use strict';

const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');
const { generateIdempotencyKey: newKey } = require('onceonly');
const { startApp } = require('../helpers/app-process');
const { atEnd } = require('../helpers/cleanups');
const { sharedRedis } = require('../helpers/each-store');
const { onEachExpress } = require('../helpers/express-versions');
const { countAnswers, race } = require('../helpers/race');

const CHARGE = '/api/payments/charge';
const KEYS = 100;
const REQUESTS_PER_KEY = 10;

/** Two app processes that share Redis and one ledger file. */
async function startTwo(expressName, env) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'onceonly-ledger-'));
  atEnd(() => fs.rm(folder, { recursive: true }));
  const ledgerFile = path.join(folder, 'ledger.jsonl');
  const { url } = await sharedRedis();
  const all = { EXPRESS: expressName, REDIS_URL: url, LEDGER_FILE: ledgerFile, ...env };
  const apps = await Promise.all(
    [1, 2].map(() => startApp('test/integration/apps/payments.js', all)),
  );
  return {
    clients: apps.map(({ client }) => client),
    openGateways: () => apps.forEach(({ process: app }) => app.signal('SIGUSR2')),
    readLedger: () => readLines(ledgerFile),
  };
}

async function readLines(file) {
  const text = await fs.readFile(file, 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

onEachExpress((express, expressName) => {
  test('one of ten requests that race over two processes charges, and nine are told to wait', async () => {
    const { clients, openGateways, readLedger } = await startTwo(expressName, { HELD: '1' });
    const racing = countAnswers(clients, 9, openGateways);
    const { ran, refused } = await race(racing, CHARGE, newKey());
    expect(ran).toHaveLength(1);
    expect(refused).toHaveLength(9);
    for (const { headers } of refused) expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(await readLedger()).toHaveLength(1);
  });

  test('a result is replayed by the other process byte for byte', async () => {
    const { clients, readLedger } = await startTwo(expressName);
    const charge = { key: newKey(), body: { amount: 2500, customerId: 'cus_1' } };
    const first = await clients[0].post(CHARGE, charge);
    const retry = await clients[1].post(CHARGE, charge);
    expect(retry).toMatchObject({ status: 200, cached: true });
    expect(retry.body.equals(first.body)).toBe(true);
    expect(await readLedger()).toHaveLength(1);
  });

  test('a thousand requests over a hundred keys and two processes charge a hundred times', async () => {
    const { clients, readLedger } = await startTwo(expressName);
    // A declined charge connects each process to Redis, so that they meet as equals.
    const declined = { body: { amount: -1 } };
    for (const client of clients) await client.post(CHARGE, { key: newKey(), ...declined });
    const keys = Array.from({ length: KEYS }, newKey);
    const races = await Promise.all(
      keys.map((key, i) =>
        race(i % 2 === 0 ? clients : clients.toReversed(), CHARGE, key, REQUESTS_PER_KEY),
      ),
    );
    expect(races.map(({ ran }) => ran.length)).toEqual(Array(KEYS).fill(1));
    const ledger = await readLedger();
    expect(ledger).toHaveLength(KEYS);
    expect(new Set(ledger.map(({ effectId }) => effectId)).size).toBe(KEYS);
  });

  test('without the middleware the same race writes ten lines', async () => {
    const { clients, readLedger } = await startTwo(expressName, { UNPROTECTED: '1' });
    const charge = { key: newKey(), body: { amount: 2500, customerId: 'cus_1' } };
    await Promise.all(Array.from({ length: 10 }, (_, i) => clients[i % 2].post(CHARGE, charge)));
    expect(await readLedger()).toHaveLength(10);
  });
});
