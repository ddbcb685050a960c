'use strict';

const {
  MemoryStore,
  asyncRoute,
  idempotency,
  idempotencyErrors,
  idempotentRoute,
} = require('onceonly');
const { createGateway } = require('./gateway');
const { Ledger, createLedgerFile } = require('./ledger');
const { addObservability } = require('./observability');
const { sendDocument } = require('./openapi');
const { createOrders } = require('./orders');

const MAX_AMOUNT = 1_000_000;

/** Builds the app; settings it does not know, such as `resultTTL`, go to `idempotency()`. */
function createApp({
  express = require('express'),
  store = new MemoryStore(),
  ledgerFile = createLedgerFile(),
  gatewayDelayMs = 0,
  ledger = new Ledger(ledgerFile),
  gateway = createGateway({ ledger, delayMs: gatewayDelayMs }),
  unprotected = false,
  ...options
} = {}) {
  async function charge(req, { effectId, attempt, fence }) {
    const { amount, customerId, currency } = req.body ?? {};
    refuseBadAmount(amount);
    return gateway.createCharge({ amount, customerId, currency, effectId, attempt, fence });
  }

  const guard = (own) => idempotency({ store, scope: userOf, required: true, ...own, ...options });
  const orders = createOrders(gatewayDelayMs);

  const app = express();
  addObservability(app, store);
  app.use(express.json());
  if (unprotected) {
    app.post('/api/payments/charge', withoutProtection(charge));
  } else {
    app.use('/api/payments', guard());
    app.post('/api/payments/charge', idempotentRoute(charge));
    app.use('/api/orders', guard({ mode: 'response', inProgress: 'wait' }));
  }
  app.get('/api/payments/charges', listCharges(ledger));
  app.post('/api/orders', asyncRoute(orders.create));
  app.get('/api/orders/:id', orders.show);
  app.get('/openapi.json', sendDocument);
  app.use(idempotencyErrors());
  app.use(sendError);
  return app;
}

/** The user of a request, so that two users may send one key. A real app takes it from its session, never from a header. */
function userOf(req) {
  return req.get('X-User') ?? 'guest';
}

/** Amounts are whole cents. The error is the operation's answer, so it is replayed like a result. */
function refuseBadAmount(amount) {
  if (Number.isInteger(amount) && amount > 0 && amount <= MAX_AMOUNT) return;
  const error = new Error(`The amount must be a whole number from 1 to ${MAX_AMOUNT}.`);
  throw Object.assign(error, { status: 402, code: 'CARD_DECLINED' });
}

/** The same route as it is without the middleware: every request charges. */
function withoutProtection(operation) {
  return asyncRoute(async (req, res) => {
    res.json(await operation(req, { effectId: null, attempt: null, fence: null }));
  });
}

function listCharges(ledger) {
  return asyncRoute(async (req, res) => {
    const charges = await ledger.readAll();
    res.json({ count: charges.length, charges });
  });
}

// Express tells an error handler from other middleware by its four parameters.
function sendError(error, req, res, next) {
  if (res.headersSent || !error.status) return next(error);
  res.status(error.status).json({ error: error.code ?? error.type, message: error.message });
}

module.exports = { createApp };
