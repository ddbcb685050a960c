'use strict';

const {
  asyncRoute,
  defineStore,
  generateIdempotencyKey: newKey,
  idempotency,
} = require('onceonly');
const { serve } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { onEachStore } = require('../../helpers/each-store');
const { gatedOperation } = require('../../helpers/gate');
const { eachVerb } = require('../../helpers/verb-store');
const express = require('express');
const { onEachMode, onEachModeAndStore } = require('./each-mode');

const json = { 'Content-Type': 'application/json' };

onEachModeAndStore((serveRun, store) => {
  test('the same JSON with its members in another order is the same request', async () => {
    const run = jest.fn(async () => 'ran');
    const client = await serveRun({ store: store() }, run);
    const key = newKey();
    await client.post('/run', { key, headers: json, body: '{"a":1,"b":{"c":2,"d":3}}' });
    const retry = { key, headers: json, body: '{ "b": {"d":3,"c":2}, "a":1 }' };
    expect(await client.post('/run', retry)).toMatchObject({ status: 200, cached: true });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('bytes are replayed as the same bytes', async () => {
    const bytes = Buffer.from([0, 255, 10, 0x22, 0xc3, 0x28]);
    const client = await serveRun({ store: store() }, async () => bytes);
    const sent = { key: newKey(), body: {} };
    const first = await client.post('/run', sent);
    const retry = await client.post('/run', sent);
    expect([first.cached, retry.cached]).toEqual([false, true]);
    expect(first.body).toEqual(bytes);
    expect(retry.body).toEqual(bytes);
    expect(retry.headers['content-type']).toBe(first.headers['content-type']);
  });

  test('another body is told apart while the first request still runs', async () => {
    const { run, begun, finish } = gatedOperation();
    const client = await serveRun({ store: store() }, run);
    const key = newKey();
    const first = client.post('/run', { key, body: { amount: 1 } });
    await begun;
    const other = await client.post('/run', { key, body: { amount: 2 } });
    finish('done');
    await first;
    expect(other).toMatchObject({ status: 422, error: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('a 204 is replayed, and its handler does not run again', async () => {
    const run = jest.fn(async () => undefined);
    const client = await serveRun({ store: store() }, run, { status: 204 });
    const sent = { key: newKey(), body: {} };
    const answers = [await client.post('/run', sent), await client.post('/run', sent)];
    expect(answers.map(({ status, cached, text }) => [status, cached, text])).toEqual([
      [204, false, ''],
      [204, true, ''],
    ]);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('an error that the app answers through res.end leaves no key in progress', async () => {
    const run = jest.fn(async () => {
      throw new Error('The template is missing.');
    });
    const failed = (error, req, res, next) => {
      if (res.headersSent) return next(error);
      res.statusCode = 500;
      res.end('failed');
    };
    const client = await serveRun({ store: store() }, run, { failed });
    const sent = { key: newKey(), body: {} };
    const answers = [await client.post('/run', sent), await client.post('/run', sent)];
    expect(answers.map(({ status, cached, text }) => [status, cached, text])).toEqual([
      [500, false, 'failed'],
      [500, true, 'failed'],
    ]);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('Location is replayed', async () => {
    const headers = ({ id }) => ({ Location: `/runs/${id}` });
    const run = async () => ({ id: newKey() });
    const client = await serveRun({ store: store() }, run, { status: 201, headers });
    const sent = { key: newKey(), body: {} };
    const first = await client.post('/run', sent);
    const retry = await client.post('/run', sent);
    expect(first.headers.location).toBe(`/runs/${first.json.id}`);
    expect(retry).toMatchObject({ status: 201, cached: true });
    expect(retry.headers.location).toBe(first.headers.location);
  });
});

onEachMode((serveRun) => {
  test('a store that throws is answered, and nothing runs', async () => {
    const fail = () => {
      throw new Error('The store is broken.');
    };
    const broken = defineStore(eachVerb(fail));
    atEnd(() => broken.close());
    const run = jest.fn(async () => 'ran');
    const client = await serveRun({ store: broken, budgetMs: 50 }, run);
    const answer = await client.post('/run', { key: newKey(), body: {} });
    expect(answer).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
    expect(run).not.toHaveBeenCalled();
  });
});

onEachStore((store) => {
  test('a path and a key never run together into another path and key', async () => {
    const run = jest.fn(async () => 'ran');
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store() }));
      app.post(
        /.*/,
        asyncRoute(async (req, res) => res.json((await req.idempotency.execute(run)).result)),
      );
    });
    const tail = newKey();
    await client.post('/a', { key: `"b:${tail}"`, body: {} });
    await client.post('/a:b', { key: tail, body: {} });
    expect(run).toHaveBeenCalledTimes(2);
  });
});
