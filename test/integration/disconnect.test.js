'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');
const { createGate } = require('../helpers/gate');
const { until } = require('../helpers/until');

onEachSetup((express, store) => {
  test('the operation of a client that goes away ends, and the retry gets its result', async () => {
    const begun = createGate();
    const finish = createGate();
    const gone = createGate();
    const operation = jest.fn(async (req) => {
      req.socket.once('close', gone.open);
      begun.open();
      return finish.passed;
    });
    const client = await serveRoute(express, { store: store() }, operation);
    const sent = { key: newKey(), body: { amount: 1 } };
    const { request, answered } = client.begin('POST', '/run', sent);
    answered.catch(() => {});
    await begun.passed;
    request.destroy();
    await gone.passed;

    expect(await client.post('/run', sent)).toMatchObject({
      status: 409,
      error: 'REQUEST_IN_PROGRESS',
    });
    finish.open({ charged: true });
    const address = { key: sent.key, method: 'POST', path: '/run' };
    await until(async () => (await store().inspect(address)).state === 'done', 'it is stored');
    const retry = await client.post('/run', sent);
    expect(retry).toMatchObject({ status: 200, cached: true, json: { charged: true } });
    expect(operation).toHaveBeenCalledTimes(1);
  });
});
