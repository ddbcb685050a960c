'use strict';

// Serves one request and closes the server; nothing else ends the process. REDIS_URL: the store, else the
// embedded one. With HOLD=1 the operation ends at SIGUSR2.

const { once } = require('node:events');
const { MemoryStore, idempotency, idempotencyErrors, idempotentRoute } = require('onceonly');

const { EXPRESS, HOLD, PORT, REDIS_URL } = process.env;
const store = REDIS_URL ? { redis: REDIS_URL } : { store: new MemoryStore() };

async function operation() {
  const released = HOLD === '1' && once(process, 'SIGUSR2');
  console.log('begun');
  await released;
  return { pid: process.pid };
}

const express = require(EXPRESS);
const app = express();
app.use(express.json());
app.use((req, res, next) => {
  res.once('close', () => server.close());
  next();
});
app.post('/run', idempotency(store), idempotentRoute(operation));
app.use(idempotencyErrors());
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
