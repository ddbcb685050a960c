'use strict';

const { randomUUID } = require('node:crypto');
const { bodyParser } = require('@koa/bodyparser');
const Koa = require('koa');
const { createStore } = require('onceonly');
const { idempotency } = require('onceonly/koa');

const { PORT = '3000', REDIS_URL } = process.env;
const store = createStore(REDIS_URL === undefined ? {} : { redis: REDIS_URL });
const placed = [];

const app = new Koa();
app.use(bodyParser());
// With logins: scope: (ctx) => ctx.state.user.id
app.use(idempotency({ store, scope: false, required: true }));

app.use(async (ctx) => {
  if (ctx.path !== '/orders') return;
  if (ctx.method === 'GET') ctx.body = placed;
  if (ctx.method === 'POST') await placeOrder(ctx);
});

async function placeOrder(ctx) {
  const { result } = await ctx.idempotency.execute(({ effectId }) => {
    const order = { id: randomUUID(), item: ctx.request.body.item, effectId };
    placed.push(order);
    return order;
  });
  ctx.status = 201;
  ctx.body = result;
}

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
process.once('SIGTERM', () => {
  server.close(() => store.close({ drain: 5000 }));
  server.closeIdleConnections();
});
