'use strict';

const { startApp } = require('../../helpers/app-process');
const { startGateway } = require('../../helpers/gateway');
const { until } = require('../../helpers/until');

const RETRIES = 10;
const THROWS_STATUSES = ['axios', 'got', 'ky', 'undici', 'stripe'];
const CLIENTS = [...THROWS_STATUSES, 'node-fetch', 'fetch'];
const STATUSES = ['401', '403', '408', '409', '429', '500', '502', '503', '504'];
const FAILURES = CLIENTS.flatMap((client) => [
  [client, 'reset'],
  [client, 'timeout'],
  ...(THROWS_STATUSES.includes(client) ? STATUSES.map((status) => [client, status]) : []),
]);

let gateway;
let client;
beforeAll(async () => {
  gateway = await startGateway();
  const env = { GATEWAY_URL: gateway.url };
  ({ client } = await startApp('test/ecosystem/http-clients/app.mjs', env));
});

let keys = 0;

/** Sends a request and ten retries with its key; gives the answers, and the charges that were asked for and made. */
async function sendElevenTimes(path) {
  const { charges, calls } = gateway;
  const sent = { key: `key-${++keys}`, body: {} };
  const answers = [];
  for (let i = 0; i <= RETRIES; i++) answers.push(await client.post(path, sent));
  return {
    sent,
    answers,
    charges: () => gateway.charges - charges,
    calls: () => gateway.calls - calls,
  };
}

test.each(FAILURES)(
  'an operation whose second call by %s fails with %s charges once, and every retry gets its error',
  async (name, fail) => {
    const { answers, charges, calls } = await sendElevenTimes(`/${name}/${fail}`);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 500));
    expect(answers.map(({ cached }) => cached)).toEqual(answers.map((each, i) => i > 0));
    expect([charges(), calls()]).toEqual([1, 1]);
  },
);

test.each(FAILURES)(
  'an operation that names its effect charges once when a call by %s fails with %s, and may run again',
  async (name, fail) => {
    const path = `/${name}/${fail}?named`;
    const { sent, charges, calls } = await sendElevenTimes(path);
    await until(async () => {
      const { status, error } = await client.post(path, sent);
      return status === 409 && error === 'OUTCOME_UNKNOWN';
    }, 'its attempts are used up');
    expect([charges(), calls()]).toEqual([1, 3]);
  },
);

test.each(THROWS_STATUSES)(
  'a declined card that %s tells of is the answer of every retry, also where the effect is named',
  async (name) => {
    const { answers, calls } = await sendElevenTimes(`/${name}/402?named`);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 500));
    expect(answers.at(-1).cached).toBe(true);
    expect(calls()).toBe(1);
  },
);
