'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { onEachExpress } = require('../helpers/express-versions');
const { gatedOperation } = require('../helpers/gate');
const { redisBehindProxy } = require('../helpers/redis-behind-proxy');
const { until } = require('../helpers/until');

const LONGEST_WAIT_MS = 3000;

onEachExpress((express) => {
  const link = redisBehindProxy();

  /** Redis goes while the operation runs; gives the answer of that request, which did not have to wait for Redis. */
  async function loseRedisMidway(leave, outcome) {
    const { run, begun, finish } = gatedOperation();
    const store = link.openStore();
    const client = await serveRoute(express, { store }, async () => {
      const value = await run();
      if (value instanceof Error) throw value;
      return value;
    });
    const sent = { key: newKey(), body: { amount: 1 } };
    const answering = client.post('/run', sent);
    await begun;
    await leave();
    const finished = performance.now();
    finish(outcome);
    const answer = await answering;
    expect(performance.now() - finished).toBeLessThan(LONGEST_WAIT_MS);
    return { answer, run, retry: () => client.post('/run', sent) };
  }

  function replayOf(retry) {
    return until(async () => {
      const answer = await retry();
      return answer.cached === true && answer;
    }, 'the result reaches the store');
  }

  const ways = {
    'stops answering': [async () => link.redis.pause(), async () => link.redis.resume()],
    'is cut off': [async () => link.proxy.cut(), async () => link.proxy.mend()],
    'is cut off at the command that stores': [
      async () => link.proxy.cutWhen((text, direction) => direction === 'request'),
      async () => link.proxy.mend(),
    ],
    'is cut off at the reply to the command that stores': [
      async () => link.proxy.cutWhen((text, direction) => direction === 'reply'),
      async () => link.proxy.mend(),
    ],
  };

  test.each(Object.entries(ways))(
    'when Redis %s during the operation the client gets its result, and the retry too once Redis is back',
    async (name, [leave, comeBack]) => {
      const lost = await loseRedisMidway(leave, { charged: true }).finally(comeBack);
      expect(lost.answer).toMatchObject({ status: 200, cached: false, json: { charged: true } });
      expect(lost.answer.headers['idempotency-status']).toBe('not-stored');
      const replay = await replayOf(lost.retry);
      expect(replay.body.equals(lost.answer.body)).toBe(true);
      expect(replay.headers).not.toHaveProperty('idempotency-status');
      expect(lost.run).toHaveBeenCalledTimes(1);
    },
  );

  test('an error reaches its client and, later, the store as well', async () => {
    const error = Object.assign(new Error('Declined.'), { status: 402, code: 'CARD_DECLINED' });
    const lost = await loseRedisMidway(async () => link.proxy.cut(), error);
    link.proxy.mend();
    expect(lost.answer).toMatchObject({ status: 402, error: 'CARD_DECLINED', cached: false });
    expect(lost.answer.headers['idempotency-status']).toBe('not-stored');
    expect(await replayOf(lost.retry)).toMatchObject({ status: 402, error: 'CARD_DECLINED' });
    expect(lost.run).toHaveBeenCalledTimes(1);
  });

  test('when Redis is killed during the operation the client gets its result', async () => {
    const lost = await loseRedisMidway(() => link.redis.stop(), { charged: true });
    await link.redis.startAgain();
    expect(lost.answer).toMatchObject({ status: 200, json: { charged: true } });
    expect(lost.answer.headers['idempotency-status']).toBe('not-stored');
    expect(lost.run).toHaveBeenCalledTimes(1);
  });
});
