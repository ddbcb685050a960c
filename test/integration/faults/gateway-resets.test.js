'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../../helpers/app');
const { onEachStore } = require('../../helpers/each-store');
const { startFaultProxy } = require('../../helpers/faults/fault-proxy');
const { createRandom } = require('../../helpers/faults/random');
const { SEED, sized } = require('../../helpers/faults/settings');
const { startGateway } = require('../../helpers/gateway');
const { until } = require('../../helpers/until');

const KEYS = sized({ short: 40, full: 400 });
// A call and its answer take about 500 bytes, so that connections break before a charge, after it and in its answer.
const MOST_BYTES = 1200;
const RETRIES = 5;
// Each attempt that fails keeps its key for a lease.
const PATIENCE_MS = 120_000;

const random = createRandom(SEED);

jest.setTimeout(2 * PATIENCE_MS);

onEachStore((store) => {
  /** A route that charges at a gateway whose connections are reset at random bytes. */
  async function serveCharges(nameOf) {
    const gateway = await startGateway();
    const proxy = await startFaultProxy(gateway.port);
    proxy.resetAfter(() => random(1, MOST_BYTES));
    const url = proxy.url.replace('redis:', 'http:');
    const operation = jest.fn(async (req, context) => {
      const name = nameOf(context);
      const headers = name && { 'Idempotency-Key': name };
      const response = await fetch(url, { method: 'POST', headers });
      return response.json();
    });
    const options = { store: store(), lockTTL: 1, maxAttempts: 1000 };
    const client = await serveRoute(require('express'), options, operation);
    return { gateway, operation, client };
  }

  const forEachKey = (send) => Promise.all(Array.from({ length: KEYS }, () => send(newKey())));

  test('operations that name their effect charge once each, and every client has its charge in the end', async () => {
    const { gateway, operation, client } = await serveCharges(({ effectId }) => effectId);
    const answers = await forEachKey((key) =>
      until(
        async () => {
          const answer = await client.post('/run', { key, body: {} });
          return answer.status === 200 && answer;
        },
        'the charge is answered',
        PATIENCE_MS,
      ),
    );
    expect(answers.map(({ json }) => json.id)).toEqual(answers.map(() => 'ch_1'));
    expect(gateway.charges).toBe(KEYS);
    expect(operation.mock.calls.length).toBeGreaterThan(KEYS);
  });

  test('operations that name no effect run once each, and every retry gets the first answer', async () => {
    const { gateway, operation, client } = await serveCharges(() => undefined);
    const answers = await forEachKey(async (key) => {
      const first = await client.post('/run', { key, body: {} });
      for (let i = 0; i < RETRIES; i++) {
        const retry = await client.post('/run', { key, body: {} });
        expect(retry).toMatchObject({ status: first.status, cached: true });
      }
      return first;
    });
    expect(answers.some(({ status }) => status === 500)).toBe(true);
    expect(operation).toHaveBeenCalledTimes(KEYS);
    expect(gateway.calls).toBeLessThanOrEqual(KEYS);
  });
});
