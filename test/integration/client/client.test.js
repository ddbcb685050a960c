'use strict';

const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');

const { idempotentFetch, operation, submitOnce } = require('../../../client/index.js');
const { nodeBinary, presentNodes } = require('../../../scripts/node-versions.js');
const { LossyShop, WAYS } = require('../../helpers/lossy-shop');

const PROGRAM = path.join(__dirname, 'session.mjs');
const ROUTES = ['/orders', '/captured/orders'];
const ORDER = { item: 'book' };

let shop;
beforeAll(async () => {
  shop = await new LossyShop().start();
});

const sendTo = (route, options) => (key, signal) =>
  idempotentFetch(shop.url + route, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(ORDER),
    signal,
    idempotency: { key, timeoutMs: 500, ...options },
  });
const failureOf = (promise) => promise.then(() => undefined).catch((error) => error);

describe.each(ROUTES)('an order to %s', (route) => {
  test.each(Object.keys(WAYS))(
    'is in the book once, and its response comes, though its first response is %s',
    async (way) => {
      shop.expect(way);
      const response = await sendTo(route)();
      expect([response.status, await response.json()]).toEqual([201, { id: 1, ...ORDER }]);
      expect(response.headers.get('Idempotent-Replayed')).toBe('true');
      expect(shop.orders).toEqual([ORDER]);
      expect(new Set(shop.keys).size).toBe(1);
    },
  );

  test('of a form is in the book once, though its user tries again after no response came at all', async () => {
    shop.expect('dropped', 'cut');
    const op = operation();
    const once = { retries: 0 };
    for (let i = 0; i < 2; i++) {
      const error = await failureOf(submitOnce(op, ORDER, sendTo(route, once)));
      expect(error).toMatchObject({ code: 'NO_FINAL_RESPONSE', mayHaveRun: true });
    }
    const response = await submitOnce(op, ORDER, sendTo(route, once));
    expect(await response.json()).toEqual({ id: 1, ...ORDER });
    expect(shop.orders).toHaveLength(1);
    expect(shop.keys).toHaveLength(3);
  });

  test('that ten forms with one key send at once is in the book once', async () => {
    shop.expect();
    const key = crypto.randomUUID();
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => sendTo(route)(key, undefined)),
    );
    const bodies = await Promise.all(responses.map((response) => response.json()));
    expect(bodies).toEqual(Array(10).fill({ id: 1, ...ORDER }));
    expect(shop.orders).toHaveLength(1);
  });
});

describe('the client as users import it', () => {
  const rows = presentNodes().flatMap((major) => [
    [major, 'the main thread', false],
    [major, 'a worker', true],
  ]);

  test.each(rows)('orders once on Node %s in %s', async (major, _, inWorker) => {
    shop.expect('dropped', 'badGateway');
    const args = [PROGRAM, JSON.stringify({ url: `${shop.url}/orders`, inWorker })];
    const { stdout, stderr } = await promisify(execFile)(nodeBinary(major), args);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      status: 201,
      isReplay: true,
      isOrder: true,
      isSame: true,
    });
    expect(shop.orders).toHaveLength(1);
  });
});
