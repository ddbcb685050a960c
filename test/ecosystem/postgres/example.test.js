'use strict';

const path = require('node:path');

const { generateIdempotencyKey } = require('../../..');
const { ChildProcess } = require('../../helpers/child-process.js');
const { startPostgres } = require('../../helpers/postgres-server.js');
const { ROOT } = require('../../helpers/project.js');
const { until } = require('../../helpers/until.js');

jest.setTimeout(60_000);

const SERVER = path.join(ROOT, 'examples/orders-postgres/server.js');

let database;
let server;
beforeAll(async () => {
  database = await startPostgres({ args: ['-c', 'fsync=off'] });
});

async function start() {
  const modules = path.join(ROOT, 'test/ecosystem/node_modules');
  const env = { ...process.env, PORT: '0', DATABASE_URL: database.url, NODE_PATH: modules };
  const child = new ChildProcess(process.execPath, [SERVER], { env });
  const [, url] = await child.firstMatch(/listening on (.*)$/);
  return { child, url };
}

async function order(key, item, more = {}) {
  const response = await fetch(`${server.url}/orders`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, ...more },
    body: JSON.stringify({ item }),
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

async function itemsOf() {
  const orders = await (await fetch(`${server.url}/orders`)).json();
  return orders.map(({ item }) => item);
}

describe('the example of orders in PostgreSQL', () => {
  test('places an order once, and dies between INSERT and COMMIT without half of one', async () => {
    server = await start();
    const [first, second] = [generateIdempotencyKey(), generateIdempotencyKey()];
    const placed = await order(first, 'tea');
    const again = await order(first, 'tea');
    expect([placed.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(placed.body);
    expect(again.headers.get('idempotency-cached')).toBe('true');

    await expect(order(second, 'coffee', { 'X-Die': 'before-commit' })).rejects.toThrow();
    expect(await server.child.exited).toEqual({ code: null, signal: 'SIGKILL' });
    server = await start();
    expect(await itemsOf()).toEqual(['tea']);

    let retry;
    await until(async () => {
      retry = await order(second, 'coffee');
      return retry.status !== 409;
    }, 'the retry takes over');
    expect(retry).toMatchObject({ status: 201, body: { item: 'coffee' } });
    expect(await itemsOf()).toEqual(['tea', 'coffee']);
  });
});
