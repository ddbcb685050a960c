'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const { createWriteStream } = require('node:fs');
const { mkdtemp, rm } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');
const express = require('express');
const onceonly = require('onceonly');
const { serve } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { asScript, snippetsOf } = require('../../helpers/readme');
const { startSnippet } = require('../../helpers/snippet-process');
const { until } = require('../../helpers/until');

/** Serves an app that snippets define, with what the reader has beside them. */
function serveSnippets(codes, beside) {
  return serve(
    express,
    (app) => {
      app.use((req, res, next) => {
        req.user = { id: req.get('X-User') ?? 'ann', tenant: 'shop' };
        next();
      });
      const names = { app, require, ...onceonly, ...beside };
      for (const code of codes) new Function(...Object.keys(names), code)(...Object.values(names));
    },
    { parsers: [] },
  );
}

test('the recipe for webhooks handles an event once, also when a later delivery differs', async () => {
  const [code] = snippetsOf('docs/recipes/webhooks.md');
  const env = { REDIS_URL: (await sharedRedis()).url };
  const { client } = await startSnippet(code, { env });
  const deliver = (event) => client.post('/webhooks/stripe', { body: event });
  const event = { id: 'evt_1', type: 'paid', pending: 2 };
  expect(await deliver(event)).toMatchObject({ status: 200, cached: false });
  const again = await deliver({ ...event, pending: 1 });
  expect(again).toMatchObject({ status: 200, cached: true, json: { received: true } });
  expect(await deliver({ ...event, id: 'evt_2' })).toMatchObject({ status: 200, cached: false });
});

describe('the recipe for uploads', () => {
  const [form, stream] = snippetsOf('docs/recipes/uploads.md').map(asScript);
  let client;
  let folder;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'uploads-'));
    atEnd(() => rm(folder, { recursive: true }));
    const tmpFile = (name) => path.join(folder, name);
    client = await serveSnippets([form, stream], { pipeline, createWriteStream, tmpFile });
  });

  async function sendForm(key, bytes) {
    const body = new FormData();
    body.append('photo', new Blob([bytes]), 'a.png');
    const request = new Request('http://x/', { method: 'POST', body });
    const sent = Buffer.from(await request.arrayBuffer());
    const headers = { 'Content-Type': request.headers.get('content-type') };
    return client.post('/photos', { key, headers, body: sent });
  }

  test('takes two megabytes once, and tells another file from it', async () => {
    const bytes = Buffer.alloc(2 * 1024 * 1024, 1);
    expect(await sendForm('k', bytes)).toMatchObject({ status: 201, cached: false });
    expect(await sendForm('k', bytes)).toMatchObject({ status: 201, cached: true });
    bytes[0] = 2;
    expect(await sendForm('k', bytes)).toMatchObject({ status: 422 });
  });

  test('streams a body once, and again after a connection that broke in the middle', async () => {
    const put = (key, body, options) =>
      client.begin('PUT', '/files/a.txt', { key, body, ...options });
    const headers = { 'Content-Length': 10 };
    const { request, answered } = put('s', 'half', { headers, end: false });
    answered.catch(() => {});
    request.on('error', () => {});
    request.write('half');
    await until(() => request.socket?.bytesWritten > 0, 'half of the body is sent');
    request.destroy();
    const whole = async () => (await put('s', 'whole body').answered).status === 201;
    await until(whole, 'the key is free');
    expect(await put('s', 'whole body').answered).toMatchObject({ status: 201, cached: true });
  });
});

test('the recipe for erasing finds and removes the records of one customer', async () => {
  const [, erasing] = snippetsOf('docs/recipes/multi-tenant.md');
  const tables = new Map();
  const idsOf = (user) => tables.get(user) ?? tables.set(user, new Set()).get(user);
  const process = { env: { REDIS_URL: (await sharedRedis()).url } };
  const code = `${erasing}
    app.post('/orders', idempotentRoute(async () => ({ ok: true })));
    expose({ erase, store });`;
  let erase;
  let store;
  const expose = (found) => ({ erase, store } = found);
  const client = await serveSnippets([code], { AsyncLocalStorage, idsOf, process, expose });
  atEnd(() => store.close());
  const order = (user) => client.post('/orders', { key: 'k', headers: { 'X-User': user } });
  await order('ann');
  await order('bob');
  await erase('ann');
  expect(await order('bob')).toMatchObject({ status: 200, cached: true });
  expect(await order('ann')).toMatchObject({ status: 200, cached: false });
});
