'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { createApp } = require('../../examples/payments/app');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');
const { onEachExpress } = require('../helpers/express-versions');
const { race } = require('../helpers/race');

const CHARGE = '/api/payments/charge';

function servePayments(express, options) {
  return serve(express, (app) => app.use(createApp({ express, ...options })), { parsers: [] });
}

onEachSetup((express, store) => {
  test('one of ten requests that race on a slow operation runs, and nine are told to wait', async () => {
    const client = await servePayments(express, { store: store(), gatewayDelayMs: 500 });
    const { ran, replayed, refused } = await race([client], CHARGE, newKey());
    expect(ran).toHaveLength(1);
    expect(replayed).toHaveLength(0);
    expect(refused).toHaveLength(9);
    for (const { headers } of refused) expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect((await client.get('/api/payments/charges')).json.count).toBe(1);
  });

  test('one of ten requests that race on a fast operation runs, and the others wait or get its answer', async () => {
    const client = await servePayments(express, { store: store() });
    const { ran, replayed, refused } = await race([client], CHARGE, newKey());
    expect(ran).toHaveLength(1);
    expect(replayed.length + refused.length).toBe(9);
    for (const { text } of replayed) expect(text).toBe(ran[0].text);
    expect((await client.get('/api/payments/charges')).json.count).toBe(1);
  });
});

onEachExpress((express) => {
  test('without the middleware the same race charges ten times', async () => {
    const client = await servePayments(express, { unprotected: true, gatewayDelayMs: 500 });
    const charge = { key: newKey(), body: { amount: 2500, customerId: 'cus_1' } };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => client.post(CHARGE, charge)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await client.get('/api/payments/charges')).json.count).toBe(10);
  });
});
