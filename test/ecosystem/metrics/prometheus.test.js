'use strict';

const { execFileSync } = require('node:child_process');
const path = require('node:path');

const express = require('express');
const client = require('prom-client');
const { Pool } = require('undici');
const { IdempotencyHandler, MemoryStore, idempotency, idempotentRoute } = require('../../../lib');
const { prometheus } = require('../../../lib/metrics');
const { RECORDED, GAUGES, prometheusName } = require('../../../lib/metrics/catalogue');
const { serve } = require('../../helpers/app');
const { ChildProcess } = require('../../helpers/child-process');
const { atEnd } = require('../../helpers/cleanups');
const { HttpClient } = require('../../helpers/http');
const { copyPackage, temporaryFolder } = require('../../helpers/package-copy');
const { countsOf, samplesIn, samplesOf } = require('./scrape');

const requests = (outcome, route) =>
  `onceonly_requests_total{route="${route}",outcome="${outcome}"}`;

/** A registry with our metrics until the test ends. */
const stops = [];
function registryWith(options = {}, type = undefined) {
  const register = new client.Registry(type);
  stops.push(prometheus(client, { register, ...options }));
  return register;
}
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function handlerOf({ IdempotencyHandler: Handler, MemoryStore: Store }) {
  return new Handler({ store: new Store() });
}

async function twice(handler, key = 'k') {
  for (let i = 0; i < 2; i++) await handler.execute(key, {}, () => 1);
}

describe('a scrape over HTTP', () => {
  const store = new MemoryStore();
  let http;
  let register;

  beforeAll(async () => {
    http = await serve(express, (app) => {
      app.get('/metrics', async (req, res) => {
        res.type(register.contentType).send(await register.metrics());
      });
      app.use('/api', idempotency({ store, scope: (req) => req.get('X-User') }));
      app.post(
        '/api/orders/:id',
        idempotentRoute(() => 1),
      );
    });
  });

  async function scrape() {
    const { text } = await http.get('/metrics');
    return text;
  }

  test('has every metric, and promtool finds no fault with it', async () => {
    register = registryWith({ stores: [store] });
    await http.post('/api/orders/1', { key: 'a', headers: { 'X-User': 'ann' }, body: {} });
    const text = await scrape();
    for (const metric of [...RECORDED, ...GAUGES]) {
      const name = prometheusName(metric);
      expect(text).toContain(`# TYPE ${name} ${metric.kind}\n`);
      expect(text).toMatch(new RegExp(`^${name}(_count)?(\\{.*\\})? [0-9.]+$`, 'm'));
    }
    expect(() =>
      execFileSync('promtool', ['check', 'metrics'], { input: text, stdio: 'pipe' }),
    ).not.toThrow();
  });

  test('counts requests by route and outcome, and keys in two scopes', async () => {
    register = registryWith();
    const post = (key, user, body = {}) =>
      http.post(`/api/orders/${key}`, { key, headers: { 'X-User': user }, body });
    await post('b', 'ann');
    await post('b', 'ann');
    await post('b', 'ann', { other: true });
    await post('b', 'bob');
    await http.post('/api/orders/1', { body: {} });
    expect(await countsOf(register)).toEqual({
      [requests('executed', '/api/orders/:id')]: 2,
      [requests('replayed', '/api/orders/:id')]: 1,
      [requests('mismatch', '/api/orders/:id')]: 1,
      [requests('keyless', '/api/orders/:id')]: 1,
    });
    expect(await countsOf(register, 'onceonly_key_conflicts')).toEqual({
      'onceonly_key_conflicts_total{kind="request"}': 1,
      'onceonly_key_conflicts_total{kind="scope"}': 1,
    });
  });

  test('has no more series after 10,000 requests with random paths and keys', async () => {
    register = registryWith();
    const pool = new Pool(`http://127.0.0.1:${http.port}`, { connections: 10, pipelining: 10 });
    atEnd(() => pool.close());
    const random = () => Math.random().toString(36).slice(2);
    const send = async (to) => {
      const { body } = await pool.request({
        method: 'POST',
        path: to,
        headers: { 'Idempotency-Key': random(), 'X-User': random() },
      });
      await body.dump();
    };
    for (const to of ['/api/orders/1', '/api/1']) await send(to);
    const { size } = await samplesOf(register);
    for (let i = 0; i < 100; i++) {
      const paths = Array.from({ length: 100 }, (_, n) =>
        n % 2 ? `/api/orders/${random()}` : `/api/${random()}/${random()}`,
      );
      await Promise.all(paths.map(send));
    }
    const samples = await samplesOf(register);
    expect(samples.size).toBe(size);
    expect(samples.get(requests('executed', '/api/orders/:id'))).toBe(5001);
  }, 180_000);
});

describe('a registry', () => {
  test('counts a request once, like any other one', async () => {
    const registers = [registryWith(), registryWith()];
    await twice(handlerOf({ IdempotencyHandler, MemoryStore }));
    for (const register of registers) {
      expect(await countsOf(register)).toEqual({
        [requests('executed', '')]: 1,
        [requests('replayed', '')]: 1,
      });
    }
  });

  test('that is given twice counts once, until both have left', async () => {
    const register = new client.Registry();
    const [one, other] = ['a', 'b'].map((prefix) => new MemoryStore({ prefix }));
    const [leave, leaveToo] = [one, other].map((store) =>
      prometheus(client, { register, stores: [store] }),
    );
    const handler = new IdempotencyHandler({ store: one });
    await handler.execute('k', {}, () => 1);
    expect(await countsOf(register)).toEqual({ [requests('executed', '')]: 1 });
    expect(await countsOf(register, 'onceonly_store_up')).toEqual({
      'onceonly_store_up{store="memory:a"}': 1,
      'onceonly_store_up{store="memory:b"}': 1,
    });
    leave();
    leave();
    await handler.execute('l', {}, () => 1);
    expect(await countsOf(register)).toEqual({ [requests('executed', '')]: 2 });
    leaveToo();
    expect((await samplesOf(register)).size).toBe(0);
  });

  test('that was cleared takes the metrics anew', async () => {
    const register = registryWith();
    register.clear();
    stops.push(prometheus(client, { register }));
    await twice(handlerOf({ IdempotencyHandler, MemoryStore }));
    expect((await countsOf(register))[requests('executed', '')]).toBe(1);
  });

  test('that was reset begins at zero', async () => {
    const register = registryWith();
    await twice(handlerOf({ IdempotencyHandler, MemoryStore }));
    register.resetMetrics();
    expect(await countsOf(register)).toEqual({});
  });

  test('that writes OpenMetrics has the same names', async () => {
    const register = registryWith({}, client.Registry.OPENMETRICS_CONTENT_TYPE);
    for (let i = 0; i < 2; i++) {
      const names = [...(await samplesOf(register)).keys()];
      expect(names).toContain('onceonly_key_conflicts_total{kind="scope"}');
      expect(names.filter((name) => name.includes('_total_total'))).toEqual([]);
    }
  });

  test('with a metric of that name of somebody else is refused, and stays as it was', async () => {
    const register = new client.Registry();
    const [, { name }] = RECORDED.map((metric) => ({ name: prometheusName(metric) }));
    new client.Counter({ name, help: 'x', registers: [register] });
    expect(() => prometheus(client, { register })).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'ERR_ONCEONLY_OPTION_CONFLICT',
        message: expect.stringContaining(name),
      }),
    );
    expect(register.getMetricsAsArray()).toHaveLength(1);
  });

  test('of a cluster adds up, and a store is up if it is up everywhere', async () => {
    const store = new MemoryStore();
    const register = registryWith({ stores: [store] });
    await twice(new IdempotencyHandler({ store }));
    const one = await register.getMetricsAsJSON();
    const down = structuredClone(one);
    down.find(({ name }) => name === 'onceonly_store_up').values[0].value = 0;
    const all = client.AggregatorRegistry.aggregate([one, down]);
    const samples = await samplesOf(all);
    expect(samples.get(requests('executed', ''))).toBe(2);
    expect(samples.get('onceonly_claim_duration_seconds_count')).toBe(4);
    expect(samples.get('onceonly_store_up{store="memory:idem"}')).toBe(0);
  });
});

test('a cluster of two processes is scraped as one', async () => {
  const child = new ChildProcess(process.execPath, [path.join(__dirname, 'cluster-app.js')]);
  const [, metrics, app] = await child.firstMatch(/^metrics (\d+) app (\d+)$/);
  const scrape = async () => samplesIn((await new HttpClient(Number(metrics)).get('/')).text);
  const http = new HttpClient(Number(app));
  // Connections go to the workers by turns.
  const headers = { Connection: 'close' };
  const ran = new Set();
  let sent = 0;
  while (ran.size < 2) {
    sent += 1;
    ran.add((await http.post('/pay', { key: `k${sent}`, headers, body: {} })).json);
  }
  const samples = await scrape();
  expect(samples.get(requests('executed', '/pay'))).toBe(sent);
  expect(samples.get('onceonly_claim_duration_seconds_count')).toBe(sent);
  expect(samples.get('onceonly_store_up{store="memory:idem"}')).toBe(1);
  expect(samples.get('onceonly_operations_running{store="memory:idem"}')).toBe(0);
});

describe('two copies of the package', () => {
  test('are counted once each, whichever of them exports', async () => {
    const folder = copyPackage(temporaryFolder());
    const copy = require(path.join(folder, 'lib'));
    const register = registryWith();
    stops.push(require(path.join(folder, 'lib/metrics')).prometheus(client, { register }));
    await twice(handlerOf(copy));
    await twice(handlerOf({ IdempotencyHandler, MemoryStore }));
    expect(await countsOf(register)).toEqual({
      [requests('executed', '')]: 2,
      [requests('replayed', '')]: 2,
    });
  });
});

test.each([
  ['no client', [undefined], 'ERR_ONCEONLY_ARGUMENT'],
  ['an unknown option', [client, { registry: client.register }], 'ERR_ONCEONLY_OPTION_UNKNOWN'],
  ['no registry', [client, { register: {} }], 'ERR_ONCEONLY_OPTION_VALUE'],
  ['stores that are no list', [client, { stores: new MemoryStore() }], 'ERR_ONCEONLY_OPTION_VALUE'],
  ['no store', [client, { stores: [{}] }], 'ERR_ONCEONLY_OPTION_VALUE'],
])('%s is refused', (_, args, code) => {
  expect(() => prometheus(...args)).toThrow(expect.objectContaining({ code }));
});
