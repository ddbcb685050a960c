'use strict';

const { randomUUID } = require('node:crypto');
const { createServer } = require('node:http');
const { createStore } = require('onceonly');
const { idempotentListener } = require('onceonly/http');

const { PORT = '3000', REDIS_URL } = process.env;
const store = createStore(REDIS_URL === undefined ? {} : { redis: REDIS_URL });
const placed = [];

function send(res, status, value) {
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

async function answer(req, res) {
  if (req.url !== '/orders') return send(res, 404, { message: 'There are only /orders.' });
  if (req.method === 'GET') return send(res, 200, placed);
  const { item } = JSON.parse(req.rawBody);
  const { result } = await req.idempotency.execute(({ effectId }) => {
    const order = { id: randomUUID(), item, effectId };
    placed.push(order);
    return order;
  });
  return send(res, 201, result);
}

// With logins: scope: (req) => userOf(req.headers.authorization)
const options = { store, scope: false, required: true };
const server = createServer(idempotentListener(answer, options));
server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
process.once('SIGTERM', () => {
  server.close(() => store.close({ drain: 5000 }));
  server.closeIdleConnections();
});
