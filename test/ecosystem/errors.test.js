'use strict';

const { once } = require('node:events');
const http = require('node:http');
const { promisify } = require('node:util');

const axios = require('axios');
const express = require('express');
const got = require('got');
const createError = require('http-errors');
const Stripe = require('stripe');
const undici = require('undici');
const { z } = require('zod');
const { z: z3 } = require('zod/v3');

const {
  MemoryStore,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotencyErrors,
  idempotentRoute,
} = require('../..');
const { internals } = require('../../lib/store/store');

const ends = [];
afterAll(() => Promise.all(ends.map((end) => end())));

async function listen(handler) {
  const server = http.createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    return promisify(server.close.bind(server))();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** The answers of two apps, as two processes on one store, to a request and its retries; and what is stored. */
async function answersOf(operation, onError, options) {
  const store = new MemoryStore();
  const key = newKey();
  const answers = [];
  for (let i = 0; i < 2; i++) {
    const app = express()
      .use(express.json())
      .use(idempotency({ store, ...options }));
    const url = await listen(
      app.post('/run', idempotentRoute(operation)).use(idempotencyErrors()).use(onError),
    );
    for (let retry = 0; retry < 2; retry++) answers.push(await send(url, key));
  }
  const { id } = await store.inspect({ key, method: 'POST', path: '/run' });
  const call = { id, withPayload: true, timeoutMs: 1000 };
  const { payload } = await internals(store).verbs.inspect(call);
  return { answers, stored: payload.toString() };
}

async function send(url, key) {
  const headers = { 'Idempotency-Key': key, 'Content-Type': 'application/json' };
  const response = await fetch(`${url}/run`, { method: 'POST', headers, body: '{"amount":"x"}' });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

// Express tells an error handler by its four parameters.
function answering(answer) {
  return (error, req, res, next) => (res.headersSent ? next(error) : answer(error, res));
}

function expectAlike([first, ...retries], status) {
  expect(first.status).toBe(status);
  for (const retry of retries) {
    expect(retry.headers.get('idempotency-cached')).toBe('true');
    expect([retry.status, retry.text]).toEqual([first.status, first.text]);
  }
}

describe('an error of zod', () => {
  const parse = (zod) => (req) =>
    zod.object({ amount: zod.number(), password: zod.string().min(8) }).parse(req.body);

  const answerWith = (Class, body) => (error, req, res, next) =>
    error instanceof Class ? res.status(422).json(body(error)) : next(error);

  test('is an instance of ZodError 4 with its issues, without an option', async () => {
    const onError = answerWith(z.ZodError, (error) => [
      error.issues,
      error.isEmpty,
      z.flattenError(error),
      z.treeifyError(error),
      error,
    ]);
    expectAlike((await answersOf(parse(z), onError)).answers, 422);
  });

  test.each([
    ['4', z],
    ['3', z3],
  ])('is whole in version %s where its class is named', async (_, zod) => {
    const onError = answerWith(zod.ZodError, (error) => [
      error.flatten(),
      error.format(),
      error.message,
      error.isEmpty,
      { ...error },
    ]);
    const options = { errorClasses: [zod.ZodError] };
    expectAlike((await answersOf(parse(zod), onError, options)).answers, 422);
  });

  test('has its issues and its name in version 3, without an option', async () => {
    const onError = (error, req, res, next) =>
      error.name === 'ZodError' ? res.status(422).json(error.issues) : next(error);
    expectAlike((await answersOf(parse(z3), onError)).answers, 422);
  });
});

describe('an error of http-errors', () => {
  const onError = (error, req, res, next) => {
    if (!createError.isHttpError(error)) return next(error);
    res.set(error.headers).status(error.status);
    res.json({ name: error.name, expose: error.expose, error });
  };

  test.each([
    ['by status', () => createError(409, 'Sold out.', { left: 3, headers: { 'X-Left': '3' } })],
    ['by class', () => new createError.NotFound('No such order.')],
    ['of an error', () => createError(502, new TypeError('broken'), { upstream: 'x' })],
  ])('made %s is one again', async (_, make) => {
    const operation = async () => {
      throw make();
    };
    const { answers } = await answersOf(operation, onError);
    expectAlike(answers, make().status);
    expect(answers[3].headers.get('x-left')).toBe(answers[0].headers.get('x-left'));
  });

  test('gets the same answer from the handler of Express itself', async () => {
    const operation = async () => {
      throw createError(409, 'Sold out.', { headers: { 'X-Left': '3' } });
    };
    const pass = (error, req, res, next) => next(error);
    const { answers } = await answersOf(operation, pass);
    for (const { status, headers } of answers) {
      expect([status, headers.get('x-left')]).toEqual([409, '3']);
    }
  });

  test('is of its class where that is named', async () => {
    const onClass = (error, req, res, next) =>
      error instanceof createError.HttpError ? res.sendStatus(error.status) : next(error);
    const operation = async () => {
      throw new createError.Conflict();
    };
    const options = { errorClasses: [createError.HttpError] };
    expectAlike((await answersOf(operation, onClass, options)).answers, 409);
  });
});

describe('an error of an HTTP client', () => {
  const SECRET = 'hush-hush';
  const headers = { Authorization: `Bearer ${SECRET}`, Cookie: SECRET };
  let url;
  let stripe;

  beforeAll(async () => {
    url = await listen((req, res) => {
      res.writeHead(402, { 'Content-Type': 'application/json', 'Set-Cookie': SECRET });
      res.end(`{"error":{"message":"declined","payment_intent":{"client_secret":"${SECRET}"}}}`);
    });
    const { hostname: host, port } = new URL(url);
    stripe = new Stripe(`sk_test_${SECRET}`, {
      host,
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
    });
  });

  const json = { card: SECRET };
  const clients = {
    axios: () => axios.post(url, json, { headers }),
    got: () => got.post(url, { headers, json, retry: 0 }),
    ky: async () => (await import('ky')).default.post(url, { headers, json, retry: 0 }),
    'node-fetch': async () => {
      const { default: fetch } = await import('node-fetch');
      await fetch('http://127.0.0.1:1', { headers });
    },
    undici: () => undici.request('http://127.0.0.1:1', { headers }),
    fetch: () => fetch('http://127.0.0.1:1', { headers }),
    stripe: () => stripe.charges.create({ amount: 1, source: SECRET }),
  };

  test.each(Object.entries(clients))(
    '%s is kept without a byte of the request or its credentials',
    async (_, call) => {
      const wrapped = [
        call,
        () => call().catch((cause) => Promise.reject(new Error('outer', { cause }))),
        () =>
          call().catch((e) => Promise.reject(Object.assign(new Error('outer'), { e, details: e }))),
        () => call().catch((e) => Promise.reject(new AggregateError([e], 'outer'))),
      ];
      const onError = answering((error, res) => res.status(502).json([error.message]));
      for (const operation of wrapped) {
        const options = { cacheErrors: () => true };
        const { answers, stored } = await answersOf(operation, onError, options);
        expectAlike(answers, 502);
        expect(stored).toMatch(/^e/);
        expect(stored).not.toContain(SECRET);
      }
    },
  );

  test('axios keeps its code and status, and none of its members, even where its class is named', async () => {
    const onError = answering((error, res) =>
      res.status(error.status).json([error.code, error.name, error instanceof axios.AxiosError]),
    );
    const options = { errorClasses: [axios.AxiosError] };
    const { answers, stored } = await answersOf(clients.axios, onError, options);
    expectAlike(answers, 402);
    expect(answers[0].text).toBe('["ERR_BAD_REQUEST","AxiosError",true]');
    expect(stored).not.toContain(SECRET);
  });
});
