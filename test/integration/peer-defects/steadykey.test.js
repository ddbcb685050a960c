'use strict';

const { createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { createGate, gatedOperation } = require('../../helpers/gate');
const { startProxy } = require('../../helpers/tcp-proxy');
const { until } = require('../../helpers/until');
const { onEachMode, onEachModeAndStore } = require('./each-mode');

const LEASE_S = 0.5;

onEachModeAndStore((serveRun, store) => {
  test('a client that goes away and comes back while the handler runs does not run it twice', async () => {
    const { run, begun, finish } = gatedOperation();
    const gone = createGate();
    const client = await serveRun({ store: store() }, (req) => {
      req.socket.once('close', gone.open);
      return run();
    });
    const sent = { key: newKey(), body: {} };
    const { request, answered } = client.begin('POST', '/run', sent);
    answered.catch(() => {});
    await begun;
    request.destroy();
    await gone.passed;
    const retry = await client.post('/run', sent);
    finish('done');
    expect(retry).toMatchObject({ status: 409, error: 'REQUEST_IN_PROGRESS' });
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('the same key and body on another route is another operation', async () => {
    const run = jest.fn(async ({ path }) => path);
    const client = await serveRun({ store: store() }, run);
    const sent = { key: newKey(), body: { amount: 1 } };
    expect(await client.post('/run', sent)).toMatchObject({ cached: false, json: '/run' });
    expect(await client.post('/other', sent)).toMatchObject({ cached: false, json: '/other' });
    expect(run).toHaveBeenCalledTimes(2);
  });
});

onEachMode((serveRun) => {
  test('a result that comes after its lease has lapsed is kept', async () => {
    const proxy = await startProxy((await sharedRedis()).port);
    const remote = createStore({ redis: proxy.url });
    atEnd(() => remote.close());
    const { run, begun, finish } = gatedOperation();
    const client = await serveRun({ store: remote, lockTTL: LEASE_S }, run);
    const sent = { key: newKey(), body: {} };
    const answering = client.post('/run', sent);
    await begun;
    proxy.cut();
    const direct = createStore({ redis: (await sharedRedis()).url });
    atEnd(() => direct.close());
    const address = { key: sent.key, method: 'POST', path: '/run' };
    await until(async () => (await direct.inspect(address)).state === 'silent', 'it has lapsed');
    proxy.mend();
    finish({ charged: true });
    const first = await answering;
    expect(first).toMatchObject({ status: 200, json: { charged: true } });
    await until(async () => (await direct.inspect(address)).state === 'done', 'it is stored');
    const retry = await client.post('/run', sent);
    expect(retry).toMatchObject({ status: 200, cached: true, text: first.text });
    expect(run).toHaveBeenCalledTimes(1);
  });
});
