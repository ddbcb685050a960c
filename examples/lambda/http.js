'use strict';

const { randomUUID } = require('node:crypto');
const express = require('express');
const { asyncRoute, createStore, idempotency, idempotencyErrors } = require('onceonly');
const serverless = require('serverless-http');

// One store per sandbox, made before the first event: its connection serves all later events. Sandboxes share nothing else.
const store = createStore({ redis: process.env.REDIS_URL });

const app = express();
app.use(express.json());
// Below the timeout of the function, so that the client hears of a slow operation before the sandbox is ended.
app.use(idempotency({ store, scope: false, required: true, operationTimeoutMs: 20_000 }));
app.post('/orders', asyncRoute(placeOrder));
app.use(idempotencyErrors());

async function placeOrder(req, res) {
  const { result } = await req.idempotency.execute(({ effectId }) => {
    const order = { id: randomUUID(), item: req.body.item, effectId };
    console.log(`placed ${order.id}`);
    return order;
  });
  res.status(201).json(result);
}

exports.handler = serverless(app);
