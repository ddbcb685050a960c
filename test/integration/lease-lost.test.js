'use strict';

const { once } = require('node:events');
const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { onEachExpress } = require('../helpers/express-versions');
const { createGate } = require('../helpers/gate');
const { redisBehindProxy } = require('../helpers/redis-behind-proxy');
const { until } = require('../helpers/until');

const LEASE_S = 0.5;

onEachExpress((express) => {
  const link = redisBehindProxy();

  /** An operation that Redis leaves for longer than its lease; then Redis is back, and the operation goes on to `end`. */
  async function loseLease(end) {
    const store = link.openStore();
    const begun = createGate();
    const aborted = createGate();
    const goOn = createGate();
    const operation = jest.fn(async (req, { signal, attempt, effectId }) => {
      if (attempt > 1) return { attempt, effectId };
      begun.open(effectId);
      await once(signal, 'abort');
      aborted.open(signal.reason);
      await goOn.passed;
      return end();
    });
    const client = await serveRoute(express, { store, lockTTL: LEASE_S }, operation);
    const sent = { key: newKey(), body: {} };
    const answering = client.post('/run', sent);
    const effectId = await begun.passed;
    link.proxy.cut();
    const reason = await aborted.passed;
    link.proxy.mend();
    goOn.open();
    return { client, sent, operation, effectId, reason, answer: await answering };
  }

  test('the signal aborts when Redis has been away for a lease', async () => {
    const { reason } = await loseLease(() => 'ran');
    expect(reason).toMatchObject({ name: 'IdempotencyError', code: 'LEASE_LOST' });
  });

  test('an error thrown after the lease leaves the outcome unknown, and a retry runs', async () => {
    const lost = await loseLease(() => {
      throw Object.assign(new Error('Declined.'), { status: 402 });
    });
    expect(lost.answer).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    expect(lost.answer.json.retryable).toBe(true);
    expect(lost.answer.text).not.toContain('Declined');
    const retry = await until(async () => {
      const answer = await lost.client.post('/run', lost.sent);
      return answer.status !== 409 && answer;
    }, 'the key is taken over');
    expect(retry).toMatchObject({ status: 200, json: { attempt: 2, effectId: lost.effectId } });
    expect(lost.operation).toHaveBeenCalledTimes(2);
  });

  test('a result that comes after the lease is stored if there is no other', async () => {
    const lost = await loseLease(() => ({ charged: true }));
    expect(lost.answer).toMatchObject({ status: 200, json: { charged: true } });
    const retry = await until(async () => {
      const answer = await lost.client.post('/run', lost.sent);
      return answer.cached === true && answer;
    }, 'the result is stored');
    expect(retry.body.equals(lost.answer.body)).toBe(true);
    expect(lost.operation).toHaveBeenCalledTimes(1);
  });
});
