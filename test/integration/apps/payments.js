'use strict';

// The payments example as a process of its own, on the Express version that EXPRESS names.

const { createApp } = require('../../../examples/payments/app');

const { EXPRESS, PORT, REDIS_URL, LEDGER_FILE, GATEWAY_DELAY_MS, UNPROTECTED } = process.env;

const app = createApp({
  express: require(EXPRESS),
  redisUrl: REDIS_URL,
  ledgerFile: LEDGER_FILE,
  gatewayDelayMs: Number(GATEWAY_DELAY_MS ?? 0),
  unprotected: UNPROTECTED === '1',
  // A machine that is busy with other work must not turn a race into a refusal.
  ...(REDIS_URL && { budgetMs: 25_000, commandTimeoutMs: 25_000 }),
});
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
