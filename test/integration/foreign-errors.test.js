'use strict';

const http = require('node:http');
const { generateIdempotencyKey: newKey } = require('onceonly');
const { serveRoute } = require('../helpers/app');
const { onEachSetup } = require('../helpers/each-store');
const { startGateway } = require('../helpers/gateway');
const { until } = require('../helpers/until');

const TIMEOUT_MS = 100;
const RETRIES = 10;

let gateway;
beforeAll(async () => {
  gateway = await startGateway();
});

/** Both call the gateway; `fail` as in X-Fail, `key` as in Idempotency-Key. */
const CALLERS = {
  'http.request': (fail, key) =>
    new Promise((resolve, reject) => {
      const options = { method: 'POST', timeout: TIMEOUT_MS, agent: false };
      const headers = { ...(fail && { 'X-Fail': fail }), ...(key && { 'Idempotency-Key': key }) };
      const request = http.request(gateway.url, { ...options, headers }, (response) =>
        response.resume().once('end', resolve),
      );
      request.once('timeout', () => {
        request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
      });
      request.once('error', reject).end();
    }),
  fetch: async (fail, key) => {
    const headers = { ...(fail && { 'X-Fail': fail }), ...(key && { 'Idempotency-Key': key }) };
    const signal = fail && AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(gateway.url, { method: 'POST', headers, signal });
    await response.text();
  },
};

onEachSetup((express, store) => {
  /** A route that charges and then makes a call that fails; gives the answers to eleven equal requests. */
  async function chargeAndFail(call, fail, { named = false, ...options } = {}) {
    const before = gateway.charges;
    const operation = jest.fn(async (req, context) => {
      await call(undefined, named ? context.effectId : undefined);
      await call(fail);
    });
    const client = await serveRoute(express, { store: store(), lockTTL: 1, ...options }, operation);
    const sent = { key: newKey(), body: {} };
    const answers = [];
    for (let i = 0; i <= RETRIES; i++) answers.push(await client.post('/run', sent));
    return { client, sent, answers, operation, charges: () => gateway.charges - before };
  }

  describe.each(Object.entries(CALLERS))('after an error of %s', (_, call) => {
    test.each([['reset'], ['timeout']])(
      'a %s, an operation that has named no effect is not run again: its error is stored',
      async (fail) => {
        const { answers, operation, charges } = await chargeAndFail(call, fail);
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 500));
        expect(answers.map(({ cached }) => cached)).toEqual(answers.map((each, i) => i > 0));
        expect([operation.mock.calls.length, charges()]).toEqual([1, 1]);
      },
    );

    test.each([['reset'], ['timeout']])(
      'a %s, an operation that has named its effect runs again with the same name, and charges once',
      async (fail) => {
        const { client, sent, operation, charges } = await chargeAndFail(call, fail, {
          named: true,
          maxAttempts: 2,
        });
        await until(async () => {
          const { status, error } = await client.post('/run', sent);
          return status === 409 && error === 'OUTCOME_UNKNOWN';
        }, 'its attempts are used up');
        expect(operation).toHaveBeenCalledTimes(2);
        const effects = operation.mock.calls.map(([, { effectId }]) => effectId);
        expect(new Set(effects).size).toBe(1);
        expect(charges()).toBe(1);
      },
    );

    test("a reset, an operation that has named its effect is left unknown with onAbandoned 'conflict'", async () => {
      const options = { named: true, onAbandoned: 'conflict' };
      const { client, sent, operation } = await chargeAndFail(call, 'reset', options);
      await until(async () => {
        const { error } = await client.post('/run', sent);
        return error === 'OUTCOME_UNKNOWN';
      }, 'its lease is over');
      expect(operation).toHaveBeenCalledTimes(1);
    });
  });
});
