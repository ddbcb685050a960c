'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { createGate } = require('../../helpers/gate');
const { until } = require('../../helpers/until');
const { onEachModeAndStore } = require('./each-mode');

const KIB = 1024;
const json = { 'Content-Type': 'application/json' };

onEachModeAndStore((serveRun, store) => {
  test('a client that aborts finds the answer at its retry', async () => {
    const begun = createGate();
    const gone = createGate();
    const finish = createGate();
    const run = jest.fn(async (req) => {
      req.socket.once('close', gone.open);
      begun.open();
      return finish.passed;
    });
    const client = await serveRun({ store: store() }, run);
    const sent = { key: newKey(), body: {} };
    const { request, answered } = client.begin('POST', '/run', sent);
    answered.catch(() => {});
    await begun.passed;
    request.destroy();
    await gone.passed;
    finish.open({ charged: true });
    const address = { key: sent.key, method: 'POST', path: '/run' };
    await until(async () => (await store().inspect(address)).state === 'done', 'it is stored');
    const retry = await client.post('/run', sent);
    expect(retry).toMatchObject({ status: 200, cached: true, json: { charged: true } });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('bodies that are equal in their first 64 KiB are told apart', async () => {
    const run = jest.fn(async ({ body }) => body.amount);
    const client = await serveRun({ store: store() }, run);
    const key = newKey();
    const note = 'x'.repeat(64 * KIB);
    const first = await client.post('/run', { key, body: { note, amount: 1 } });
    const other = await client.post('/run', { key, body: { note, amount: 2 } });
    expect(first).toMatchObject({ status: 200, json: 1 });
    expect(other).toMatchObject({ status: 422, error: 'IDEMPOTENCY_KEY_REUSED' });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('white space inside a string tells bodies apart, outside it does not', async () => {
    const client = await serveRun({ store: store() }, async () => 'ran');
    const key = newKey();
    const post = (body) => client.post('/run', { key, headers: json, body });
    await post('{"a":" x"}');
    expect(await post('{"a":"x"}')).toMatchObject({ status: 422 });
    expect(await post('{"a":"x "}')).toMatchObject({ status: 422 });
    expect(await post('{ "a" :\n" x" }')).toMatchObject({ status: 200, cached: true });
  });
});
