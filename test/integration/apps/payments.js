'use strict';

// The payments example as a process of its own, on the Express version that EXPRESS names. With HELD=1 its gateway charges
// nothing before the process gets SIGUSR2.

const { once } = require('node:events');

const { createStore } = require('onceonly');
const { createApp } = require('../../../examples/payments/app');
const { createGateway } = require('../../../examples/payments/gateway');
const { Ledger } = require('../../../examples/payments/ledger');

const { EXPRESS, PORT, REDIS_URL, LEDGER_FILE, GATEWAY_DELAY_MS, UNPROTECTED, HELD } = process.env;

function heldGateway() {
  const opened = once(process, 'SIGUSR2');
  const { createCharge } = createGateway({ ledger: new Ledger(LEDGER_FILE), delayMs: 0 });
  return { createCharge: (charge) => opened.then(() => createCharge(charge)) };
}

// A machine that is busy with other work must not turn a race into a refusal.
const PATIENCE_MS = 25_000;

const app = createApp({
  express: require(EXPRESS),
  store: REDIS_URL && createStore({ redis: REDIS_URL, commandTimeoutMs: PATIENCE_MS }),
  budgetMs: PATIENCE_MS,
  ledgerFile: LEDGER_FILE,
  gatewayDelayMs: Number(GATEWAY_DELAY_MS ?? 0),
  unprotected: UNPROTECTED === '1',
  ...(HELD === '1' && { gateway: heldGateway() }),
});
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
