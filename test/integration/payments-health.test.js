'use strict';

const express = require('express');
const { MemoryStore, createStore } = require('onceonly');
const { createApp } = require('../../examples/payments/app');
const { serve } = require('../helpers/app');
const { atEnd } = require('../helpers/cleanups');
const { startRedis } = require('../helpers/redis-server');
const { until } = require('../helpers/until');

const body = { amount: 2500, customerId: 'cus_1' };

function servePayments(store) {
  return serve(express, (app) => app.use(createApp({ store })), { parsers: [] });
}

const health = async (http) => {
  const { status, json } = await http.get('/health');
  return { status, ...json };
};

/** The value of a series of `GET /metrics`. */
async function metric(http, series) {
  const { text } = await http.get('/metrics');
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line && Number(line.slice(series.length + 1));
}

describe('the health of the payments example', () => {
  test('follows Redis down and up again, without a request that needs it', async () => {
    const redis = await startRedis();
    const store = createStore({ redis: redis.url });
    atEnd(() => store.close());
    const http = await servePayments(store);
    const up = 'onceonly_store_up{store="redis:idem"}';
    expect((await http.post('/api/payments/charge', { key: 'a', body })).status).toBe(200);
    expect(await health(http)).toEqual({
      status: 200,
      ready: true,
      store: 'ready',
      lastError: null,
    });
    expect(await metric(http, up)).toBe(1);

    await redis.stop();
    expect((await http.post('/api/payments/charge', { key: 'b', body })).status).toBe(503);
    await until(async () => (await health(http)).status === 503, 'the app is not ready');
    expect(await health(http)).toMatchObject({ ready: false, store: 'down' });
    expect(await metric(http, up)).toBe(0);

    await redis.startAgain();
    await until(async () => (await health(http)).status === 200, 'the app is ready again');
    expect(await metric(http, up)).toBe(1);
    expect((await http.post('/api/payments/charge', { key: 'b', body })).status).toBe(200);
  });

  test('says 503 when the store is closed, so that a server that drains gets no more requests', async () => {
    const store = new MemoryStore();
    const http = await servePayments(store);
    expect((await health(http)).status).toBe(200);
    await store.close();
    expect(await health(http)).toEqual({
      status: 503,
      ready: false,
      store: 'closed',
      lastError: null,
    });
  });
});
