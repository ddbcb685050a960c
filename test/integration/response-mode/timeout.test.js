'use strict';

const { once } = require('node:events');
const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveCaptured } = require('../../helpers/captured');
const { onEachSetup } = require('../../helpers/each-store');
const { createGate } = require('../../helpers/gate');
const { until } = require('../../helpers/until');

onEachSetup((express, store) => {
  const options = () => ({ store: store(), operationTimeoutMs: 50 });

  test('a handler that never answers is given up, and may answer later without harm', async () => {
    const [goOn, over] = [createGate(), createGate()];
    const late = [
      (res) => res.status(201).set('X-Late', '1').json({ late: true }),
      (res) => res.writeHead(200, { 'X-Late': '1' }).write('late'),
      (res) => res.flushHeaders(),
      (res) => res.end('late'),
    ];
    const runs = jest.fn(async (req, res) => {
      await goOn.passed;
      over.open(late.map((answer) => expect(() => answer(res)).not.toThrow()));
    });
    const client = await serveCaptured(express, options(), runs);
    const sent = { key: newKey(), body: {} };
    const answer = await client.post('/run', sent);
    expect(answer).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    expect(await client.post('/run', sent)).toMatchObject({ status: 409 });
    goOn.open();
    expect(await over.passed).toHaveLength(late.length);
    expect(runs).toHaveBeenCalledTimes(1);
  });

  test('execute within is told to stop', async () => {
    const reasons = [];
    const client = await serveCaptured(express, options(), async (req) => {
      await req.idempotency.execute(async ({ signal }) => {
        await once(signal, 'abort');
        reasons.push(signal.reason.code);
      });
    });
    expect((await client.post('/run', { key: newKey(), body: {} })).status).toBe(409);
    await until(() => reasons.length > 0, 'the signal aborts');
    expect(reasons).toEqual(['OPERATION_TIMEOUT']);
  });

  test.each([[0], [20]])(
    'a response that ends too late and is skipped is not stored, %d awaits after its signal',
    async (awaits) => {
      const runs = jest.fn(async (req, res) => {
        res.idempotency.skip();
        const { execute } = req.idempotency;
        await execute(async ({ signal }) => signal.aborted || once(signal, 'abort'));
        for (let i = 0; i < awaits; i++) await undefined;
        res.end('late');
      });
      const client = await serveCaptured(express, options(), runs);
      const sent = { key: newKey(), body: {} };
      expect(await client.post('/run', sent)).toMatchObject({ error: 'OUTCOME_UNKNOWN' });
      await until(async () => {
        expect(await client.post('/run', sent)).toMatchObject({ status: 409 });
        return runs.mock.calls.length > 1;
      }, 'the key is free');
    },
  );

  test('a stream that takes longer reaches its client, and is kept when it ends', async () => {
    const runs = jest.fn(async (req, res) => {
      res.write('slow');
      const { execute } = req.idempotency;
      await execute(async ({ signal }) => once(signal, 'abort'));
      res.end(' end');
    });
    const client = await serveCaptured(express, options(), runs);
    const sent = { key: newKey(), body: {} };
    expect(await client.post('/run', sent)).toMatchObject({ status: 200, text: 'slow end' });
    const replay = await until(async () => {
      const answer = await client.post('/run', sent);
      return answer.status === 200 && answer;
    }, 'it is stored');
    expect(replay).toMatchObject({ cached: true, text: 'slow end' });
    expect(runs).toHaveBeenCalledTimes(1);
  });
});
