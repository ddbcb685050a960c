'use strict';

// The app of the fault suite: a charge that takes a while, and can be held where it would end. POST /stall blocks its event
// loop; POST /close closes its store, with the body for options, and opens another one as the next process would.

const fs = require('node:fs/promises');
const { createServer } = require('node:http');
const { setTimeout: wait } = require('node:timers/promises');
const express = require('express');

const { createStore, idempotency, idempotencyErrors, idempotentRoute } = require('onceonly');
const { Ledger } = require('../../../examples/payments/ledger');
const { createGate } = require('../gate');
const { StallWatch } = require('./stall-watch');

const { PORT, REDIS_URL, REDIS_USER, PASSWORD_FILE, LEDGER_FILE, SHORTEST_MS, LONGEST_MS } =
  process.env;
const { LEASE_S, RESULT_BYTES = '0', MAX_ATTEMPTS = '3' } = process.env;
const MAX_RESULT_BYTES = 2 * 1024 * 1024;
// One result in so many has RESULT_BYTES more, so that it is Redis that is at its limit and not the processor.
const LONG_RESULTS = 3;
const KEEP_ALIVE_MS = 300_000;

const ledger = new Ledger(LEDGER_FILE);
const stalls = new StallWatch().start();
let gate = openGate();
let running = 0;
let charges = 0;

function openGate() {
  const open = createGate();
  open.open();
  return open;
}

function redisOption() {
  if (PASSWORD_FILE === undefined) return REDIS_URL;
  const { hostname, port } = new URL(REDIS_URL);
  const password = () => fs.readFile(PASSWORD_FILE, 'utf8');
  return { host: hostname, port: Number(port), username: REDIS_USER, password };
}

async function charge(req, { effectId, attempt, fence }) {
  const began = Date.now();
  running += 1;
  await wait(Number(SHORTEST_MS) + Math.random() * (LONGEST_MS - SHORTEST_MS));
  await gate.passed;
  const id = `ch_${process.pid}_${++charges}`;
  const line = { key: req.idempotency.key, id, effectId, attempt, fence, pid: process.pid };
  await ledger.append({ ...line, began, ended: Date.now() });
  running -= 1;
  const filler = charges % LONG_RESULTS === 0 ? 'x'.repeat(Number(RESULT_BYTES)) : '';
  return { id, amount: req.body.amount, filler };
}

function openRoutes() {
  const store = createStore({ redis: redisOption() });
  const options = { required: true, maxResultBytes: MAX_RESULT_BYTES };
  const numbers = { lockTTL: Number(LEASE_S), maxAttempts: Number(MAX_ATTEMPTS) };
  const routes = express.Router();
  routes.use(idempotency({ store, ...options, ...numbers }));
  routes.post('/charge', idempotentRoute(charge));
  return { store, routes };
}

let open = openRoutes();

const app = express();
app.use(express.json());
app.get('/running', (req, res) => res.json({ running }));
app.get('/stalls', (req, res) => res.json(stalls.stop()));
app.post('/hold', (req, res) => {
  gate = createGate();
  res.end();
});
app.post('/release', (req, res) => {
  gate.open();
  res.end();
});
app.post('/stall', (req, res) => {
  res.on('finish', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, req.body.ms));
  res.end();
});
app.post('/close', async (req, res) => {
  const { store } = open;
  const closed = store.close(req.body);
  open = openRoutes();
  await closed;
  res.end();
});
app.use((req, res, next) => open.routes(req, res, next));
app.use(idempotencyErrors());

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app);
server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
process.once('SIGTERM', () => {
  server.close();
  server.closeIdleConnections();
});
