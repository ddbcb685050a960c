'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { createApp } = require('../../examples/payments/app');
const { createGateway } = require('../../examples/payments/gateway');
const { Ledger, createLedgerFile } = require('../../examples/payments/ledger');
const { serve } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');
const { onEachExpress } = require('../helpers/express-versions');
const { createGate } = require('../helpers/gate');
const { countAnswers, race } = require('../helpers/race');

const CHARGE = '/api/payments/charge';

// A machine that is busy with other work must not turn a race into a refusal.
const BUDGET_MS = 25_000;

function servePayments(express, options) {
  const settings = { express, budgetMs: BUDGET_MS, ...options };
  return serve(express, (app) => app.use(createApp(settings)), { parsers: [] });
}

/** A gateway that charges when `opened` resolves. */
function slowGateway(opened) {
  const ledger = new Ledger(createLedgerFile());
  const { createCharge } = createGateway({ ledger, delayMs: 0 });
  const gateway = { createCharge: (charge) => opened.then(() => createCharge(charge)) };
  return { ledger, gateway };
}

onEachSetup((express, store) => {
  test('one of ten requests that race on a slow operation runs, and nine are told to wait', async () => {
    const gate = createGate();
    const options = { store: store(), ...slowGateway(gate.passed) };
    const client = await servePayments(express, options);
    const racing = countAnswers([client], 9, gate.open);
    const { ran, replayed, refused } = await race(racing, CHARGE, newKey());
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
