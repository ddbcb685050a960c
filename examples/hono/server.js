'use strict';

const { randomUUID } = require('node:crypto');
const { serve } = require('@hono/node-server');
const { Hono } = require('hono');
const { createStore } = require('onceonly');
const { idempotency } = require('onceonly/hono');

const { PORT = '3000', REDIS_URL } = process.env;
const store = createStore(REDIS_URL === undefined ? {} : { redis: REDIS_URL });
const placed = [];

const app = new Hono();
// With logins: scope: (c) => c.get('user').id
app.use(idempotency({ store, scope: false, required: true }));

app.post('/orders', async (c) => {
  const { item } = await c.req.json();
  const { result } = await c.get('idempotency').execute(({ effectId }) => {
    const order = { id: randomUUID(), item, effectId };
    placed.push(order);
    return order;
  });
  return c.json(result, 201);
});
app.get('/orders', (c) => c.json(placed));

const options = { fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' };
const server = serve(options, ({ port }) => {
  console.log(`listening on http://127.0.0.1:${port}`);
});
process.once('SIGTERM', () => {
  server.close(() => store.close({ drain: 5000 }));
  server.closeIdleConnections();
});
