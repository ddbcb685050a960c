'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { onEachExpress } = require('../helpers/express-versions');
const { storeOfVerbs } = require('../helpers/verb-store');

const BUDGET_MS = 300;
const LONGEST_ANSWER_MS = 3000;

const fail = () => {
  throw new Error('secret text of the store');
};

onEachExpress((express) => {
  let operation;

  beforeEach(() => {
    operation = jest.fn(async () => 'ran');
  });

  async function postTo(verbs) {
    const options = { store: storeOfVerbs(verbs), budgetMs: BUDGET_MS };
    const client = await serveRoute(express, options, operation);
    const began = performance.now();
    const answer = await client.post('/run', { key: newKey(), body: {} });
    return { answer, tookMs: performance.now() - began };
  }

  test.each([
    ['throws', fail],
    ['rejects', async () => fail()],
    ['answers nothing', () => undefined],
    ['answers a state that nobody knows', () => ({ state: 'fine' })],
    ['is always too late', () => ({ state: 'late' })],
    ['never answers', () => new Promise(() => {})],
  ])('a begin that %s is a 503 in time, and nothing runs', async (name, begin) => {
    const { answer, tookMs } = await postTo({ begin });
    expect(answer).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
    expect(answer.text).not.toContain('secret');
    expect(tookMs).toBeLessThan(LONGEST_ANSWER_MS);
    expect(operation).not.toHaveBeenCalled();
  });

  test.each([
    ['throws', fail],
    ['answers nothing', () => undefined],
    ['never answers', () => new Promise(() => {})],
  ])('the client gets its result in time with a complete that %s', async (name, complete) => {
    const { answer, tookMs } = await postTo({ complete });
    expect(answer).toMatchObject({ status: 200, json: 'ran', cached: false });
    expect(answer.headers['idempotency-status']).toBe('not-stored');
    expect(tookMs).toBeLessThan(LONGEST_ANSWER_MS);
    expect(operation).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['throws', fail],
    ['never answers', () => new Promise(() => {})],
  ])('the client gets its error in time with a release that %s', async (name, release) => {
    operation.mockRejectedValue(Object.assign(new Error('Busy.'), { status: 503, code: 'BUSY' }));
    const { answer, tookMs } = await postTo({ release });
    expect(answer).toMatchObject({ status: 503, error: 'BUSY', cached: false });
    expect(tookMs).toBeLessThan(LONGEST_ANSWER_MS);
    expect(operation).toHaveBeenCalledTimes(1);
  });
});
