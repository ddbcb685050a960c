'use strict';

// A handler behind response mode that begins, says so, and never answers.

const { idempotency, idempotencyErrors } = require('onceonly');

const { EXPRESS, LEASE_S, PORT, REDIS_URL } = process.env;

const express = require(EXPRESS);
const app = express();
app.use(express.json());
app.use(
  idempotency({ mode: 'response', scope: false, redis: REDIS_URL, lockTTL: Number(LEASE_S) }),
);
app.post('/run', () => console.log('begun'));
app.use(idempotencyErrors());
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
