'use strict';

const { asyncRoute, generateIdempotencyKey: newKey, idempotency } = require('onceonly');

const { serve, serveRoute } = require('../../helpers/app');
const { onEachSetup } = require('../../helpers/each-store');
const { gatedOperation } = require('../../helpers/gate');
const { until } = require('../../helpers/until');
const { internals } = require('../../../lib/store/store');

const WAIT = { inProgress: 'wait', maxWaitMs: 20_000 };
const body = { amount: 5 };

const modes = {
  execute: serveRoute,
  response: (express, options, operation) =>
    serve(express, (app) => {
      app.use(idempotency({ ...options, mode: 'response', scope: false }));
      const handler = async (req, res) => res.json(await operation());
      app.post('/run', asyncRoute(handler));
    }),
};

const waitingAt = (store, count) =>
  until(() => internals(store).waiters.size === count, `${count} requests wait`);

onEachSetup((express, store) => {
  describe.each(Object.entries(modes))('in %s mode', (mode, serveMode) => {
    /** Starts a gated operation and `count` duplicates of it that wait. */
    async function startWaiting(count, options = {}) {
      const key = newKey();
      const operation = gatedOperation();
      const client = await serveMode(
        express,
        { store: store(), ...WAIT, ...options },
        operation.run,
      );
      const first = client.post('/run', { key, body });
      await operation.begun;
      const waiting = Array.from({ length: count }, () =>
        client.begin('POST', '/run', { key, body }),
      );
      await waitingAt(store(), count);
      return { operation, first, waiting };
    }

    test('twenty duplicates wait for a long operation and get its result', async () => {
      const { operation, first, waiting } = await startWaiting(20);
      operation.finish({ id: 7 });
      expect(await first).toMatchObject({ status: 200, cached: false, json: { id: 7 } });
      for (const { answered } of waiting) {
        expect(await answered).toMatchObject({ status: 200, cached: true, json: { id: 7 } });
      }
      expect(operation.run).toHaveBeenCalledTimes(1);
      expect(internals(store()).waiters.size).toBe(0);
    });

    test('a client that leaves stops waiting, and the operation goes on', async () => {
      const { operation, first, waiting } = await startWaiting(2);
      for (const { request, answered } of waiting) {
        answered.catch(() => {});
        request.destroy();
      }
      await waitingAt(store(), 0);
      operation.finish({ id: 8 });
      expect((await first).json).toEqual({ id: 8 });
    });

    test('a request that has waited long enough gets 409 with Retry-After', async () => {
      const { operation, first, waiting } = await startWaiting(1, {
        maxWaitMs: 200,
      });
      const answer = await waiting[0].answered;
      expect(answer).toMatchObject({ status: 409, error: 'REQUEST_IN_PROGRESS' });
      expect(answer.headers['retry-after']).toMatch(/^[1-9]$/);
      operation.finish({});
      await first;
    });
  });
});
