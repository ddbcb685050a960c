'use strict';

const { addIdempotency } = require('onceonly/openapi');

const text = { type: 'string' };
const cents = { type: 'integer', description: 'Whole cents.' };

/** What sendError() in app.js answers. */
const failure = {
  description: 'The charge was declined, or the request was refused.',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['message'],
        properties: { error: text, message: text },
      },
    },
  },
};

const charge = {
  type: 'object',
  required: ['id', 'amount', 'status', 'createdAt'],
  properties: { id: text, amount: cents, status: text, createdAt: text },
};

const order = {
  description: 'The order.',
  content: {
    'application/json': {
      schema: { type: 'object', required: ['id'], properties: { id: text, items: {} } },
    },
  },
};

const paths = {
  '/api/orders': {
    post: {
      operationId: 'createOrder',
      summary: 'Makes an order once per key. A request that races waits for the first.',
      requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
      responses: { 201: order, '4XX': failure },
    },
  },
  '/api/orders/{id}': {
    get: {
      operationId: 'showOrder',
      summary: 'Shows an order.',
      parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
      responses: { 200: order },
    },
  },
  '/api/payments/charge': {
    post: {
      operationId: 'charge',
      summary: 'Charges a customer once per key.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: { amount: cents, customerId: text, currency: text },
            },
          },
        },
      },
      responses: {
        200: { description: 'The charge.', content: { 'application/json': { schema: charge } } },
        '4XX': failure,
      },
    },
  },
  '/api/payments/charges': {
    get: {
      operationId: 'listCharges',
      summary: 'Lists the ledger.',
      responses: {
        200: {
          description: 'All charges.',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['count', 'charges'],
                properties: {
                  count: { type: 'integer' },
                  charges: { type: 'array', items: { type: 'object' } },
                },
              },
            },
          },
        },
      },
    },
  },
};

const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Payments', version: '1.0.0', description: 'The example of onceonly.' },
  paths,
};

/** The document of the API. The key, the refusals and the headers of a replay are added. */
const document = addIdempotency(DOCUMENT, { required: true, resultTTL: 86_400 });

/** GET /openapi.json */
function sendDocument(req, res) {
  res.json(document);
}

module.exports = { DOCUMENT, document, sendDocument };
