'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');
const { until } = require('../helpers/until');

// An unknown outcome is left until its lease is over. Others need none that a busy machine could miss.
const SHORT = { lockTTL: 0.4 };

const failWith = (fields) => Object.assign(new Error('It failed.'), fields);
const byCode = ({ code }) => ({ ODD: 'silent', KEEP: true, AGAIN: false })[code];

/** Sends a request again while it is told that another one is in progress; gives the answer. */
function afterLease(send) {
  return until(async () => {
    const answer = await send();
    return answer.error !== 'REQUEST_IN_PROGRESS' && answer;
  }, 'the key is decided');
}

onEachSetup((express, store) => {
  /** An operation that fails with `fields` at its first run; gives `[status, cached]` of two equal requests, and its runs. */
  async function failAndRetry(fields, options) {
    const operation = jest.fn(async (req, { attempt }) => {
      if (operation.mock.calls.length === 1) throw failWith(fields);
      return { attempt };
    });
    const settings = { store: store(), ...options };
    const client = await serveRoute(express, settings, operation);
    const sent = { key: newKey(), body: { amount: 1 } };
    const first = await client.post('/run', sent);
    const retry = await afterLease(() => client.post('/run', sent));
    return { first, retry, runs: operation.mock.calls };
  }

  test.each([
    { status: 401 },
    { status: 403 },
    { status: 425 },
    { status: 429 },
    { status: 503 },
    { statusCode: 503 },
    { status: 500, retryable: true },
    { retryable: true },
  ])(
    'after %j a retry runs the operation again, as the second attempt of the same effect',
    async (fields) => {
      const { first, retry, runs } = await failAndRetry(fields);
      expect(first).toMatchObject({ status: fields.status ?? 500, cached: false });
      expect(retry).toMatchObject({ status: 200, cached: false, json: { attempt: 2 } });
      expect(runs[1][1].effectId).toBe(runs[0][1].effectId);
      expect(runs[1][1].fence).toBeGreaterThan(runs[0][1].fence);
    },
  );

  test.each([{ status: 408 }, { status: 504 }])(
    'the outcome after %j is unknown, so the policy for abandoned attempts decides on a retry',
    async (fields) => {
      const held = await failAndRetry(fields, { onAbandoned: 'conflict', ...SHORT });
      expect(held.first).toMatchObject({ status: fields.status, cached: false });
      expect(held.retry).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
      expect(held.runs).toHaveLength(1);
      const taken = await failAndRetry(fields, { onAbandoned: 'retry', ...SHORT });
      expect(taken.retry).toMatchObject({ status: 200, cached: false, json: { attempt: 2 } });
      expect(taken.runs[1][1].effectId).toBe(taken.runs[0][1].effectId);
    },
  );

  test('after maxAttempts of unknown outcome the key is not run again', async () => {
    const operation = jest.fn(async () => {
      throw failWith({ status: 504 });
    });
    const options = { store: store(), maxAttempts: 2, ...SHORT };
    const client = await serveRoute(express, options, operation);
    const sent = { key: newKey(), body: {} };
    const answers = [];
    for (let i = 0; i < 4; i++) {
      answers.push(await afterLease(() => client.post('/run', sent)));
    }
    expect(answers.map(({ status }) => status)).toEqual([504, 504, 409, 409]);
    expect(answers[3].error).toBe('OUTCOME_UNKNOWN');
    expect(operation).toHaveBeenCalledTimes(2);
  });

  test.each([{ status: 400 }, { status: 404 }, { status: 500 }, { status: 502 }, {}])(
    'an error with %j is kept',
    async (fields) => {
      const { retry, runs } = await failAndRetry(fields);
      expect(retry).toMatchObject({ status: fields.status ?? 500, cached: true });
      expect(runs).toHaveLength(1);
    },
  );

  test.each([
    ['client', { status: 422 }, true],
    ['client', { status: 500 }, false],
    ['client', {}, false],
    ['none', { status: 422 }, false],
    ['none', { status: 500 }, false],
    [byCode, { code: 'KEEP', status: 503 }, true],
    [byCode, { code: 'AGAIN', status: 400 }, false],
  ])('cacheErrors %p decides on an error with %j', async (cacheErrors, fields, kept) => {
    const { retry, runs } = await failAndRetry(fields, { cacheErrors });
    expect(retry.cached).toBe(kept);
    expect(retry.status).toBe(kept ? fields.status : 200);
    expect(runs).toHaveLength(kept ? 1 : 2);
  });

  test('cacheErrors may say that the outcome is not known', async () => {
    const { retry, runs } = await failAndRetry(
      { code: 'ODD', status: 400 },
      { cacheErrors: byCode, onAbandoned: 'conflict', ...SHORT },
    );
    expect(retry).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    expect(runs).toHaveLength(1);
  });

  test('a policy that throws keeps the key busy', async () => {
    const { first, retry, runs } = await failAndRetry(
      { status: 400 },
      {
        ...SHORT,
        onAbandoned: 'conflict',
        storeIf() {
          throw failWith({ status: 500, code: 'POLICY' });
        },
      },
    );
    expect(first).toMatchObject({ status: 500, error: 'POLICY' });
    expect(retry).toMatchObject({ status: 409, error: 'OUTCOME_UNKNOWN' });
    expect(runs).toHaveLength(1);
  });

  test('storeIf sees the status and the error', async () => {
    const storeIf = jest.fn(() => 'free');
    const { runs } = await failAndRetry({ status: 404, code: 'X' }, { storeIf });
    expect(storeIf.mock.calls).toEqual([
      [{ status: 404, error: expect.objectContaining({ code: 'X', message: 'It failed.' }) }],
    ]);
    expect(runs).toHaveLength(2);
  });
});
