'use strict';

// Requests whose key is in use wait here, and their answers say when the waiting was over.

const { idempotency, idempotencyErrors } = require('onceonly');

const { EXPRESS, LEASE_S = '60', PORT, REDIS_URL } = process.env;

const express = require(EXPRESS);
const app = express();
app.use(express.json());
app.use(idempotency({ redis: REDIS_URL, lockTTL: Number(LEASE_S), inProgress: 'wait' }));
app.post('/run', async (req, res, next) => {
  try {
    const { result } = await req.idempotency.execute(async ({ effectId, attempt }) => ({
      effectId,
      attempt,
      pid: process.pid,
    }));
    res.json({ result, endedAt: Number(process.hrtime.bigint()) });
  } catch (error) {
    next(error);
  }
});
app.use(idempotencyErrors());
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
