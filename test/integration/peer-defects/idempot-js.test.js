'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { onEachModeAndStore } = require('./each-mode');

onEachModeAndStore((serveRun, store) => {
  test('a second order with the same body and a key of its own runs', async () => {
    const run = jest.fn(async () => run.mock.calls.length);
    const client = await serveRun({ store: store() }, run);
    const body = { item: 'coffee', count: 1 };
    expect(await client.post('/run', { key: newKey(), body })).toMatchObject({ json: 1 });
    expect(await client.post('/run', { key: newKey(), body })).toMatchObject({
      status: 200,
      cached: false,
      json: 2,
    });
  });

  test('a replay sets no cookie', async () => {
    const run = async (req) => {
      req.res.cookie('session', newKey());
      return 'ran';
    };
    const client = await serveRun({ store: store() }, run);
    const sent = { key: newKey(), body: {} };
    const first = await client.post('/run', sent);
    const retry = await client.post('/run', sent);
    expect(first.headers['set-cookie']).toHaveLength(1);
    expect(retry).toMatchObject({ status: 200, cached: true, text: first.text });
    expect(retry.headers).not.toHaveProperty('set-cookie');
  });
});
