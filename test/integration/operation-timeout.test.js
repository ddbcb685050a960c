'use strict';

const { once } = require('node:events');
const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');
const { createGate } = require('../helpers/gate');
const { until } = require('../helpers/until');

onEachSetup((express, store) => {
  /** An operation that hangs until the gate opens; `reason` resolves to what its signal aborted with. */
  async function serveHanging() {
    const ending = createGate();
    const aborted = createGate();
    const operation = jest.fn(async (req, { signal }) => {
      await once(signal, 'abort');
      aborted.open(signal.reason);
      return ending.passed;
    });
    const options = { store: store(), operationTimeoutMs: 50 };
    const client = await serveRoute(express, options, operation);
    return { client, operation, finish: ending.open, reason: aborted.passed };
  }

  test('an operation that hangs gives its client an answer and is told to stop', async () => {
    const { client, operation, finish, reason } = await serveHanging();
    const sent = { key: newKey(), body: {} };
    const answer = await client.post('/run', sent);
    expect(answer).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    expect(answer.json.retryable).toBe(true);
    expect(await reason).toMatchObject({ code: 'OPERATION_TIMEOUT' });
    // It may still charge: nobody takes over before its lease has run out.
    expect(await client.post('/run', sent)).toMatchObject({
      status: 409,
      error: 'REQUEST_IN_PROGRESS',
    });
    finish();
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('the late result of an operation that hangs is stored for the retries', async () => {
    const { client, operation, finish } = await serveHanging();
    const sent = { key: newKey(), body: {} };
    await client.post('/run', sent);
    finish({ charged: true });
    const retry = await until(async () => {
      const answer = await client.post('/run', sent);
      return answer.status === 200 && answer;
    }, 'the late result is stored');
    expect(retry).toMatchObject({ cached: true, json: { charged: true } });
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test('an operation that ends in time is not disturbed', async () => {
    const signals = [];
    const operation = async (req, { signal }) => {
      signals.push(signal);
      return 'done';
    };
    const options = { store: store(), operationTimeoutMs: 20_000 };
    const client = await serveRoute(express, options, operation);
    expect(await client.post('/run', { key: newKey(), body: {} })).toMatchObject({ json: 'done' });
    expect(signals[0].aborted).toBe(false);
  });
});
