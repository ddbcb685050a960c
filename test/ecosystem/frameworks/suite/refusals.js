'use strict';

const { gatedOperation } = require('../../../helpers/gate');

const ORDER = { amount: 1 };

/** Starts a request that stays under way until `finish()`. */
async function underWay(trial) {
  const { run, begun, finish } = gatedOperation();
  trial.operation = run;
  const client = await trial.start();
  const first = client.post('/run', { key: 'k', body: ORDER });
  await begun;
  return { client, first, finish };
}

function expectProblem(answer, status, code) {
  expect([answer.status, answer.error]).toEqual([status, code]);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(answer.json).toMatchObject({ status, type: expect.stringMatching(/^urn:onceonly:/) });
}

module.exports = [
  {
    row: '422 for another body',
    title: 'answers 422 if the key comes with another body',
    async run(trial) {
      const client = await trial.start();
      await client.post('/json', { key: 'k', body: ORDER });
      const other = await client.post('/json', { key: 'k', body: { amount: 2 } });
      expectProblem(other, 422, 'IDEMPOTENCY_KEY_REUSED');
      expect(trial.operation).toHaveBeenCalledTimes(1);
    },
  },
  {
    row: '422 in flight',
    title: 'answers 422 if the key comes with another body while the first request runs',
    async run(trial) {
      const { client, first, finish } = await underWay(trial);
      const other = await client.post('/run', { key: 'k', body: { amount: 2 } });
      finish({ id: 1 });
      expectProblem(other, 422, 'IDEMPOTENCY_KEY_REUSED');
      expect((await first).status).toBe(200);
    },
  },
  {
    row: '409 with `Retry-After`',
    title: 'answers 409 with Retry-After while the first request runs',
    async run(trial) {
      const { client, first, finish } = await underWay(trial);
      const other = await client.post('/run', { key: 'k', body: ORDER });
      finish({ id: 1 });
      expectProblem(other, 409, 'REQUEST_IN_PROGRESS');
      expect(Number(other.headers['retry-after'])).toBeGreaterThan(0);
      expect(other.json.retryAfter).toBe(Number(other.headers['retry-after']));
      expect((await first).status).toBe(200);
    },
  },
  {
    row: '503 if the store is down',
    title: 'answers 503 and runs nothing if the store is down',
    async run(trial) {
      const client = await trial.start();
      trial.store.fail('begin', 'CONNECT_FAILED', Infinity);
      expectProblem(await client.post('/json', { key: 'k', body: ORDER }), 503, 'LOCK_FAILED');
      expect(trial.operation).not.toHaveBeenCalled();
      trial.store.clear();
      expect((await client.post('/json', { key: 'k', body: ORDER })).status).toBe(201);
    },
  },
  {
    row: 'store fails after the operation',
    title: 'gives the client its response if the store fails after the operation',
    async run(trial) {
      const client = await trial.start();
      trial.store.fail('complete', 'CONNECT_FAILED');
      const answer = await client.post('/json', { key: 'k', body: ORDER });
      expect(answer).toMatchObject({ status: 201, json: { id: 'order_1' } });
      expect(answer.headers['idempotency-status']).toBe('not-stored');
    },
  },
  {
    row: '400 without a key',
    title: 'answers 400 without a key where one is required',
    async run(trial) {
      const client = await trial.start({ required: true });
      const answer = await client.post('/json', { body: ORDER });
      expectProblem(answer, 400, 'IDEMPOTENCY_KEY_REQUIRED');
      expect(answer.headers.link).toContain('describedby');
      expect(trial.operation).not.toHaveBeenCalled();
    },
  },
  {
    row: '400 for a bad key',
    title: 'answers 400 for a key that is none',
    async run(trial) {
      const client = await trial.start();
      const answer = await client.post('/json', { key: 'a key', body: ORDER });
      expectProblem(answer, 400, 'INVALID_IDEMPOTENCY_KEY');
    },
  },
  {
    row: 'users kept apart by `scope`',
    title: 'keeps users apart by their scope',
    async run(trial) {
      const seen = [];
      const scope = (request) => {
        seen.push(request);
        return trial.framework.headerOf(request, 'x-user');
      };
      const client = await trial.start({ scope });
      const as = (user) => ({ key: 'k', body: ORDER, headers: { 'X-User': user } });
      const answers = [];
      for (const user of ['ann', 'bob', 'ann']) answers.push(await client.post('/json', as(user)));
      expect(answers.map(({ cached }) => cached)).toEqual([false, false, true]);
      expect(seen).toHaveLength(3);
    },
  },
  {
    row: 'body not read',
    title: 'runs nothing for a body that nobody has read',
    async run(trial) {
      const client = await trial.start();
      const headers = { 'Content-Type': 'application/x-unknown' };
      const answer = await client.post('/json', { key: 'k', body: 'text', headers });
      const { unread } = trial.framework;
      // A framework that leaves bodies to the handlers has them read here.
      if (unread === undefined) expect(answer.status).toBe(201);
      else expect(unread).toContain(answer.error);
      expect(trial.operation).toHaveBeenCalledTimes(unread === undefined ? 1 : 0);
    },
  },
];
