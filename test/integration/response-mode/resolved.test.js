'use strict';

const { generateIdempotencyKey: newKey, idempotency, idempotentRoute } = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');

onEachSetup((express, store) => {
  /** A key of POST /run whose outcome nobody knows; `ask` sends it. */
  async function abandoned() {
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: store(), mode: 'response', scope: false }));
      app.post('/run', (req, res) => res.status(504).end());
    });
    const key = newKey();
    const ask = () => client.post('/run', { key, body: {} });
    expect((await ask()).status).toBe(504);
    expect(await ask()).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    return { ask, address: { key, method: 'POST', path: '/run' } };
  }

  test('a key that an operator settles with a response answers with it', async () => {
    const { ask, address } = await abandoned();
    const headers = { 'Content-Type': 'text/plain', Location: '/charges/7', 'X-Note': 'a' };
    const response = { status: 201, headers, body: Buffer.from([0, 255]) };
    expect(await store().resolve(address, { response })).toBe(true);
    const answer = await ask();
    expect(answer).toMatchObject({ status: 201, cached: true, body: Buffer.from([0, 255]) });
    expect(answer.headers).toMatchObject({ location: '/charges/7', 'x-note': 'a' });
  });

  test.each([
    [{ charged: true }, 'application/json; charset=utf-8', '{"charged":true}'],
    [null, 'application/json; charset=utf-8', 'null'],
    [Buffer.from('bytes'), 'application/octet-stream', 'bytes'],
    [undefined, undefined, ''],
  ])('settled with the plain value %p it answers 200', async (result, type, text) => {
    const { ask, address } = await abandoned();
    expect(await store().resolve(address, { result })).toBe(true);
    const answer = await ask();
    expect(answer).toMatchObject({ status: 200, cached: true, text });
    expect(answer.headers['content-type']).toBe(type);
  });

  test.each([
    [{ status: 99 }],
    [{ status: 200, body: {} }],
    [{ status: 200, headers: { 'Set-Cookie': 'a=b' } }],
    [{ status: 200, headers: { 'Content-Type': 'a\r\nb: c' } }],
    [null],
  ])('%p is no response', async (response) => {
    const { address } = await abandoned();
    await expect(store().resolve(address, { response })).rejects.toThrow(TypeError);
  });

  test('an error that was stored in execute mode is the answer in this mode too', async () => {
    const options = { store: store(), scope: false };
    const declined = () => Promise.reject(Object.assign(new Error('no'), { status: 402 }));
    const before = await serve(express, (app) => {
      app.post('/run', idempotency(options), idempotentRoute(declined));
    });
    const route = jest.fn();
    const after = await serve(express, (app) => {
      app.post('/run', idempotency({ ...options, mode: 'response' }), route);
    });
    const sent = { key: newKey(), body: {} };
    expect((await before.post('/run', sent)).status).toBe(402);
    expect((await after.post('/run', sent)).status).toBe(402);
    expect(route).not.toHaveBeenCalled();
  });

  test('one of result, response and free is given', async () => {
    const { address } = await abandoned();
    const response = { status: 200 };
    for (const outcome of [{}, { result: 1, response }, { free: true, response }]) {
      await expect(store().resolve(address, outcome)).rejects.toThrow(TypeError);
    }
  });
});
