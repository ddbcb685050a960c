'use strict';

const express = require('express');
const { middleware: openApi } = require('express-openapi-validator');
const { createApp } = require('../../../examples/payments/app');
const { DOCUMENT } = require('../../../examples/payments/openapi');
const { createStore, generateIdempotencyKey: newKey } = require('../../../lib');
const { addIdempotency } = require('../../../lib/openapi');
const { gate, testStore } = require('../../../lib/testing');
const { serve } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { findFreePort } = require('../../helpers/free-port');

const ORDER = { amount: 2500, customerId: 'cus_1', currency: 'eur' };
const HEADERS = ['idempotency-cached', 'idempotent-replayed', 'idempotency-status', 'retry-after'];

/** Serves the payments example. */
const servePayments = (options) => serve(express, (app) => app.use(createApp(options)));

/** The answer of an app, in the place of the app itself: its status, type and body are those that the app has sent. */
function forwardingTo(client) {
  return async (req, res, next) => {
    try {
      const key = req.get('Idempotency-Key');
      const body = req.method === 'POST' ? req.body : undefined;
      const answer = await client.send(req.method, req.path, { key, body });
      const told = HEADERS.filter((name) => answer.headers[name] !== undefined);
      for (const name of told) res.set(name, answer.headers[name]);
      res.status(answer.status).type(answer.headers['content-type']).json(answer.json);
    } catch (error) {
      next(error);
    }
  };
}

/**
 * A client for the example behind a gateway that checks each answer against a document. An answer that does not conform is a 500
 * of the gateway.
 */
async function behindGateway(options, apiSpec) {
  const payments = await servePayments(options);
  const document = apiSpec ?? (await payments.get('/openapi.json')).json;
  return serve(express, (app) => {
    app.use(openApi({ apiSpec: document, validateRequests: false, validateResponses: true }));
    app.use(forwardingTo(payments));
    // Express tells an error handler from other middleware by its four parameters.
    app.use((error, req, res, next) => {
      if (res.headersSent) return next(error);
      res.status(500).json({ gateway: error.message, errors: error.errors });
    });
  });
}

const charge = (client, key, body = ORDER) => client.post('/api/payments/charge', { key, body });

/** The parameters of the described responses: header names, in lower case. */
function describedHeaders(document, status) {
  const follow = (part) =>
    part.$ref === undefined
      ? part
      : part.$ref
          .slice(2)
          .split('/')
          .reduce((node, name) => node[name], document);
  const { responses } = document.paths['/api/payments/charge'].post;
  return Object.keys(follow(responses[status]).headers ?? {}).map((name) => name.toLowerCase());
}

async function expectDescribed(client, answer, status) {
  expect(answer.json).not.toHaveProperty('gateway');
  expect(answer.status).toBe(status);
  const payments = await servePayments({});
  const document = (await payments.get('/openapi.json')).json;
  const sent = HEADERS.filter((name) => answer.headers[name] !== undefined);
  // A declined charge is described by the app alone.
  if (status !== 402)
    expect(describedHeaders(document, status)).toEqual(expect.arrayContaining(sent));
}

describe('behind express-openapi-validator, the answer of the payments example conforms:', () => {
  let store;
  beforeAll(() => {
    store = testStore();
  });
  afterAll(() => store.close());

  test('a success, and its replay', async () => {
    const client = await behindGateway({ store });
    const key = newKey();
    const first = await charge(client, key);
    await expectDescribed(client, first, 200);
    const replay = await charge(client, key);
    await expectDescribed(client, replay, 200);
    expect([first.cached, replay.cached]).toEqual([false, true]);
    expect(replay.text).toBe(first.text);
  });

  test('a declined charge, and its replay', async () => {
    const client = await behindGateway({ store });
    const key = newKey();
    for (let i = 0; i < 2; i++) {
      await expectDescribed(client, await charge(client, key, { amount: -1 }), 402);
    }
  });

  test('another request under the same key', async () => {
    const client = await behindGateway({ store });
    const key = newKey();
    await charge(client, key);
    const answer = await charge(client, key, { ...ORDER, amount: 9900 });
    await expectDescribed(client, answer, 422);
    expect(answer.error).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test('a missing and a broken key', async () => {
    const client = await behindGateway({ store });
    const missing = await charge(client, undefined);
    await expectDescribed(client, missing, 400);
    expect(missing.error).toBe('IDEMPOTENCY_KEY_REQUIRED');
    const broken = await charge(client, 'a b');
    await expectDescribed(client, broken, 400);
    expect(broken.error).toBe('INVALID_IDEMPOTENCY_KEY');
  });

  test('a request while the first one runs', async () => {
    const held = gate();
    const gateway = {
      createCharge: async () => {
        await held.wait();
        return { id: 'ch_1', amount: 1, status: 'succeeded', createdAt: 'now' };
      },
    };
    const client = await behindGateway({ store, gateway });
    const key = newKey();
    const first = charge(client, key);
    await held.reached;
    const answer = await charge(client, key);
    held.open();
    await expectDescribed(client, answer, 409);
    expect(answer.error).toBe('REQUEST_IN_PROGRESS');
    expect(answer.headers['retry-after']).toBe('1');
    await expectDescribed(client, await first, 200);
  });

  test('a charge whose outcome nobody knows', async () => {
    const gateway = {
      createCharge: async () => {
        throw Object.assign(new Error('lost'), { status: 504 });
      },
    };
    const options = { store, gateway, onAbandoned: 'conflict', storeIf: () => 'silent' };
    const client = await behindGateway(options);
    const key = newKey();
    await charge(client, key);
    const answer = await charge(client, key);
    await expectDescribed(client, answer, 409);
    expect(answer.error).toBe('OUTCOME_UNKNOWN');
  });

  test('a charge whose result was too large to keep', async () => {
    const client = await behindGateway({ store, maxResultBytes: 10 });
    const key = newKey();
    await expectDescribed(client, await charge(client, key), 200);
    const answer = await charge(client, key);
    await expectDescribed(client, answer, 409);
    expect(answer.error).toBe('RESULT_NOT_REPLAYABLE');
  });

  test('a body that is larger than an idempotent request may be', async () => {
    const client = await behindGateway({ store, maxBodyBytes: 10 });
    const answer = await charge(client, newKey());
    await expectDescribed(client, answer, 413);
    expect(answer.error).toBe('BODY_TOO_LARGE');
  });

  test('a request while the store is down', async () => {
    const down = createStore({ redis: `redis://127.0.0.1:${await findFreePort()}` });
    atEnd(() => down.close());
    const client = await behindGateway({ store: down });
    const answer = await charge(client, newKey());
    await expectDescribed(client, answer, 503);
    expect(answer.error).toBe('LOCK_FAILED');
    expect(answer.headers['retry-after']).toMatch(/^[123]$/);
  });

  test('an order of response mode, and its replay', async () => {
    const client = await behindGateway({ store });
    const key = newKey();
    for (const cached of [false, true]) {
      const answer = await client.post('/api/orders', { key, body: { items: ['book'] } });
      expect(answer).toMatchObject({ status: 201, cached, json: { items: ['book'] } });
    }
    const missing = await client.post('/api/orders', { body: {} });
    expect(missing).toMatchObject({ status: 400, error: 'IDEMPOTENCY_KEY_REQUIRED' });
  });

  test('the list of charges, which has no key', async () => {
    const client = await behindGateway({ store });
    const answer = await client.get('/api/payments/charges');
    expect(answer.status).toBe(200);
    expect(answer.json).not.toHaveProperty('gateway');
  });
});

// Without these, a gateway that lets everything pass would do.
describe('the gateway refuses', () => {
  test('a refusal that the document does not describe', async () => {
    const { '4XX': _, ...responses } = DOCUMENT.paths['/api/payments/charge'].post.responses;
    const paths = { '/api/payments/charge': { post: { responses } } };
    const client = await behindGateway({}, { ...DOCUMENT, paths });
    const answer = await charge(client, undefined);
    expect(answer.json).toMatchObject({ gateway: expect.stringContaining('no schema defined') });
  });

  test('a refusal with a code that the document does not have', async () => {
    const document = structuredClone(addIdempotency(DOCUMENT));
    document.components.schemas.IdempotencyProblem.properties.error.enum = ['OTHER'];
    const client = await behindGateway({}, document);
    const answer = await charge(client, undefined);
    expect(answer.json.errors).toEqual(
      expect.arrayContaining([expect.objectContaining({ path: '/response/error' })]),
    );
  });
});
