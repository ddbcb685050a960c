'use strict';

const { createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { serveCaptured } = require('../../helpers/captured');
const { atEnd } = require('../../helpers/cleanups');
const { onEachExpress } = require('../../helpers/express-versions');
const { redisBehindProxy } = require('../../helpers/redis-behind-proxy');
const { until } = require('../../helpers/until');

const LEASE_S = 0.5;

onEachExpress((express) => {
  const link = redisBehindProxy();

  async function onProxy(handler, options) {
    const store = link.openStore();
    return serveCaptured(express, { store, budgetMs: 200, ...options }, handler);
  }

  function replayOf(client, sent) {
    return until(async () => {
      const answer = await client.post('/run', sent);
      return answer.cached === true && answer;
    }, 'the response reaches the store');
  }

  test.each([
    ['in one go', (res) => res.send('charged'), 'not-stored'],
    ['as a stream', (res) => res.write('char', () => res.end('ged')), undefined],
  ])(
    'a response %s reaches its client when Redis goes, and the store when it is back',
    async (name, send, status) => {
      const runs = jest.fn((req, res) => {
        link.proxy.cut();
        send(res);
      });
      const client = await onProxy(runs);
      const sent = { key: newKey(), body: {} };
      const answer = await client.post('/run', sent);
      link.proxy.mend();
      expect(answer).toMatchObject({ status: 200, text: 'charged', cached: false });
      expect(answer.headers['idempotency-status']).toBe(status);
      const replay = await replayOf(client, sent);
      expect(replay).toMatchObject({ status: 200, text: 'charged' });
      expect(replay.headers).not.toHaveProperty('idempotency-status');
      expect(runs).toHaveBeenCalledTimes(1);
    },
  );

  test('while Redis is out of reach nothing runs', async () => {
    const runs = jest.fn((req, res) => res.send('ran'));
    const client = await onProxy(runs);
    link.proxy.cut();
    const answer = await client.post('/run', { key: newKey(), body: {} });
    link.proxy.mend();
    expect(answer).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
    expect(runs).not.toHaveBeenCalled();
  });

  test("the handler runs with onStoreDown: 'open', says so, and its response is offered later", async () => {
    const codes = [503, 201];
    const runs = jest.fn((req, res) => {
      res.status(codes[runs.mock.calls.length - 1] ?? 201).send('ran');
    });
    const client = await onProxy(runs, { onStoreDown: 'open' });
    const sent = { key: newKey(), body: {} };
    link.proxy.cut();
    const answers = [await client.post('/run', sent), await client.post('/run', sent)];
    link.proxy.mend();
    for (const [i, answer] of answers.entries()) {
      expect(answer).toMatchObject({ status: codes[i], cached: false });
      expect(answer.headers['idempotency-status']).toBe('unprotected');
    }
    expect(await replayOf(client, sent)).toMatchObject({ status: 201, text: 'ran' });
  });

  /** The first of two runs loses its lease, and answers when the second has answered. */
  async function overtaken(answer) {
    const gates = [];
    const handler = (req, res) => {
      const attempt = gates.length + 1;
      gates.push(() => answer(res, attempt));
      if (attempt > 1) gates[1]();
      else link.proxy.cut();
    };
    const client = await onProxy(handler, { onAbandoned: 'retry', lockTTL: LEASE_S });
    const other = createStore({ redis: link.redis.url });
    atEnd(() => other.close());
    const second = await serveCaptured(
      express,
      { store: other, onAbandoned: 'retry', lockTTL: LEASE_S },
      handler,
    );
    const sent = { key: newKey(), body: {} };
    const answering = client.post('/run', sent);
    await until(() => gates.length > 0, 'the first runs');
    const winner = await until(async () => {
      const each = await second.post('/run', sent);
      return each.status !== 409 && each;
    }, 'the second takes over');
    link.proxy.mend();
    gates[0]();
    return { winner, loser: await answering };
  }

  test('a run that was overtaken answers with the response that was stored first', async () => {
    const { winner, loser } = await overtaken((res, attempt) =>
      res
        .status(200 + attempt)
        .set('X-Attempt', `${attempt}`)
        .json({ attempt }),
    );
    expect(winner).toMatchObject({ status: 202, cached: false, json: { attempt: 2 } });
    expect(loser).toMatchObject({ status: 202, cached: true, text: winner.text });
    expect(loser.headers).not.toHaveProperty('x-attempt');
  });

  test('a failure of a run that was overtaken is not told as the outcome', async () => {
    const { loser } = await overtaken((res, attempt) =>
      res.status(attempt === 1 ? 500 : 201).json({ attempt }),
    );
    expect([201, 409]).toContain(loser.status);
    expect(loser.text).not.toContain('"attempt":1');
  });
});
