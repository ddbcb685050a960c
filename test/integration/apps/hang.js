'use strict';

// An operation that begins, says so with its context, and never ends.

const { idempotency, idempotencyErrors, idempotentRoute } = require('onceonly');

const { EXPRESS, LEASE_S, PORT, REDIS_URL } = process.env;

const express = require(EXPRESS);
const app = express();
app.use(express.json());
app.use(idempotency({ redis: REDIS_URL, lockTTL: Number(LEASE_S) }));
app.post(
  '/run',
  idempotentRoute((req, { effectId, attempt, fence }) => {
    console.log(`begun ${JSON.stringify({ effectId, attempt, fence })}`);
    return new Promise(() => {});
  }),
);
app.use(idempotencyErrors());
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
