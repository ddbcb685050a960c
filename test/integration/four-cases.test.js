'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');
const { gatedOperation } = require('../helpers/gate');

onEachSetup((express, store) => {
  let client;
  let runs;

  beforeAll(async () => {
    const operation = async ({ body }) => ({
      run: ++runs,
      amount: body.amount,
      note: 'Żółw \u2028',
    });
    const headers = ({ run }) => ({ Location: `/runs/${run}` });
    client = await serveRoute(express, { store: store() }, operation, { status: 201, headers });
  });

  beforeEach(() => {
    runs = 0;
  });

  test('the first request runs the operation', async () => {
    const first = await client.post('/run', { key: newKey(), body: { amount: 1 } });
    expect(first).toMatchObject({ status: 201, json: { run: 1, amount: 1 } });
    expect(first.headers).toMatchObject({ 'idempotency-cached': 'false', location: '/runs/1' });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(first.headers).not.toHaveProperty('idempotency-status');
  });

  test('a retry gets the same status, headers and bytes and says that it is a replay', async () => {
    const key = newKey();
    const first = await client.post('/run', { key, body: { amount: 1 } });
    const retry = await client.post('/run', { key, body: { amount: 1 } });
    expect(retry.status).toBe(201);
    expect(retry.body.equals(first.body)).toBe(true);
    expect(retry.headers).toMatchObject({
      'idempotency-cached': 'true',
      'idempotent-replayed': 'true',
      location: '/runs/1',
      'content-type': first.headers['content-type'],
    });
    expect(runs).toBe(1);
  });

  test('a browser may read the replay headers', async () => {
    const from = { Origin: 'https://shop.example' };
    const sent = { key: newKey(), body: { amount: 1 }, headers: from };
    const { headers } = await client.post('/run', sent);
    const exposed = headers['access-control-expose-headers'].split(', ');
    expect(exposed).toEqual(
      expect.arrayContaining(['Idempotency-Cached', 'Idempotent-Replayed', 'Idempotency-Status']),
    );
  });

  test('another body under the same key is refused', async () => {
    const key = newKey();
    await client.post('/run', { key, body: { amount: 1 } });
    const other = await client.post('/run', { key, body: { amount: 2 } });
    expect(other).toMatchObject({ status: 422, error: 'IDEMPOTENCY_KEY_REUSED' });
    expect(runs).toBe(1);
  });

  test('the same body under another key runs again', async () => {
    await client.post('/run', { key: newKey(), body: { amount: 1 } });
    const second = await client.post('/run', { key: newKey(), body: { amount: 1 } });
    expect(second).toMatchObject({ status: 201, cached: false, json: { run: 2 } });
  });

  test('another body is refused while the first request still runs', async () => {
    const { run, begun, finish } = gatedOperation();
    const gated = await serveRoute(express, { store: store() }, run);
    const key = newKey();
    const first = gated.post('/run', { key, body: { amount: 1 } });
    await begun;
    const other = await gated.post('/run', { key, body: { amount: 2 } });
    const same = await gated.post('/run', { key, body: { amount: 1 } });
    finish('done');
    expect(other).toMatchObject({ status: 422, error: 'IDEMPOTENCY_KEY_REUSED' });
    expect(same).toMatchObject({ status: 409, error: 'REQUEST_IN_PROGRESS' });
    expect(same.headers['retry-after']).toMatch(/^([1-9]|10)$/);
    expect(await first).toMatchObject({ status: 200, json: 'done' });
    expect(run).toHaveBeenCalledTimes(1);
  });
});
