'use strict';

const cors = require('cors');
const express = require('express');
const supertest = require('supertest');
const { idempotency, idempotencyErrors, idempotentRoute } = require('../../lib');
const { gate, testStore } = require('../../lib/testing');
const { serve } = require('../helpers/app');
const { asScript, snippetsOf } = require('../helpers/readme');

describe('the helper for supertest of the page about testing', () => {
  const PAGE = 'docs/guides/testing.md';
  const [helper] = snippetsOf(PAGE).filter((code) => code.includes("from 'supertest'"));
  const examples = snippetsOf(PAGE).filter((code) => code.startsWith('test('));

  const store = testStore();
  const gateway = { createCharge: jest.fn() };
  const app = express();
  const charge = (req, { effectId }) => gateway.createCharge({ idempotencyKey: effectId });
  app.use(express.json());
  app.post('/charge', idempotency({ store }), idempotentRoute(charge));
  app.use(idempotencyErrors());
  const post = new Function('require', 'app', `${asScript(helper)}\nreturn post;`)(
    () => supertest,
    app,
  );

  afterEach(() => {
    store.clear();
    gateway.createCharge.mockReset();
  });

  // The examples of the page, as they stand: a race and a process that dies.
  for (const code of examples) {
    const define = new Function('test', 'expect', 'gate', 'store', 'gateway', 'post', code);
    define(test, expect, gate, store, gateway, post);
  }
});

describe('the cors() of the page about Express', () => {
  const [mount] = snippetsOf('docs/guides/frameworks/express.md').filter((code) =>
    code.includes("origin: 'https://shop.example'"),
  );

  test('lets a page of that origin send the key', async () => {
    const client = await serve(express, (app) => {
      new Function('app', 'cors', mount)(app, cors);
      app.post(
        '/run',
        idempotency({ store: testStore() }),
        idempotentRoute(() => 1),
      );
    });
    const preflight = await client.send('OPTIONS', '/run', {
      headers: {
        Origin: 'https://shop.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,idempotency-key',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe('https://shop.example');
    expect(preflight.headers['access-control-allow-headers']).toMatch(/\bIdempotency-Key\b/);
  });

  test('by default allows the headers that the browser asks for', async () => {
    const client = await serve(express, (app) => app.use(cors()));
    const preflight = await client.send('OPTIONS', '/run', {
      headers: {
        Origin: 'https://shop.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'idempotency-key',
      },
    });
    expect(preflight.headers['access-control-allow-headers']).toBe('idempotency-key');
  });
});
