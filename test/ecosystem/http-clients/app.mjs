// POST /<client>/<fail>: a charge, and then a call that fails so; with ?named the charge carries the effectId. Every error is
// answered with 500, as by an app that shows its clients nothing of what failed.
import express from 'express';

import onceonly from '../../../lib/index.js';
import { clients } from './clients.mjs';

const { idempotency, idempotencyErrors, idempotentRoute, MemoryStore } = onceonly;
const { PORT } = process.env;

async function chargeAndFail(req, context) {
  const { client, fail } = req.params;
  const call = clients[client];
  await call(undefined, req.query.named === undefined ? undefined : context.effectId);
  await call(fail);
}

const app = express();
app.use(express.json());
app.use(idempotency({ store: new MemoryStore(), lockTTL: 1 }));
app.post('/:client/:fail', idempotentRoute(chargeAndFail));
app.use(idempotencyErrors());
// Express tells an error handler from other middleware by its four parameters.
// eslint-disable-next-line no-unused-vars
app.use((error, req, res, next) => res.status(500).json({ error: error.name }));
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
