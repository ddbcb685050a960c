'use strict';

// Cases in which other packages fail, each at the whole way of a request.

const text = (body) => ({ body, headers: { 'Content-Type': 'application/json' } });

/** Sends two requests to one app; a member of the second takes the place of that of the first. */
async function pair(trial, one, other, options) {
  const client = await trial.start(options);
  const first = { path: '/json', key: 'k', body: { amount: 1 }, ...one };
  const answers = [];
  for (const { path, ...sent } of [first, { ...first, ...other }]) {
    answers.push(await client.post(path, sent));
  }
  return answers;
}

/** A case in which the second request is the first one again. */
function same(title, one, other) {
  return {
    row: 'retries in another form',
    title,
    async run(trial) {
      const answers = await pair(trial, one, other);
      expect(answers.map(({ cached }) => cached)).toEqual([false, true]);
      expect(trial.operation).toHaveBeenCalledTimes(1);
    },
  };
}

/** A case in which the second request has the key of another one. */
function different(title, one, other) {
  return {
    row: '422 for small differences',
    title,
    async run(trial) {
      const [, second] = await pair(trial, one, other);
      expect([second.status, second.error]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
      expect(trial.operation).toHaveBeenCalledTimes(1);
    },
  };
}

/** A case in which the second request is an operation of its own. */
function apart(title, one, other) {
  return {
    row: 'operations with one key, kept apart',
    title,
    async run(trial) {
      const answers = await pair(trial, one, other);
      expect(answers.map(({ cached }) => cached)).toEqual([false, false]);
      expect(trial.operation).toHaveBeenCalledTimes(2);
    },
  };
}

const LONG = 'x'.repeat(70 * 1024);

module.exports = [
  same(
    'replays if the members of the body come in another order',
    text('{"a":1,"b":2}'),
    text('{"b":2,"a":1}'),
  ),
  same(
    'replays if members differ in case and come in another order',
    text('{"a":1,"A":2}'),
    text('{"A":2,"a":1}'),
  ),
  same('takes no header of a client for a mark of its own', {}, { headers: { 'X-Hit': 'true' } }),
  same(
    'replays an identical request of a new client',
    {},
    { headers: { Authorization: 'Bearer new' } },
  ),
  same('takes a key in quotes for the same key', {}, { key: '"k"' }),
  different(
    'tells bodies apart after their first 64 KiB',
    { body: { text: `${LONG}a` } },
    { body: { text: `${LONG}b` } },
  ),
  different('tells spaces in a text apart', text('{"a":" x"}'), text('{"a":"x"}')),
  different('tells an empty list and an empty object apart', text('{"a":[]}'), text('{"a":{}}')),
  different(
    'tells large numbers apart',
    text('{"a":9007199254740993}'),
    text('{"a":9007199254740995}'),
  ),
  different('tells the query apart', { path: '/json?a=1' }, { path: '/json?a=2' }),
  apart('keeps the same key on another route apart', {}, { path: '/binary' }),
  apart(
    'keeps a path with a colon and a key with a colon apart',
    { key: 'b:c' },
    { path: '/json:b', key: 'c' },
  ),
  apart('runs a second order with the same body and a new key', {}, { key: 'k2' }),
  {
    row: 'new run after `resultTTL`',
    title: 'forgets a result after its time, and runs again',
    async run(trial) {
      const client = await trial.start();
      const sent = { key: 'k', body: { amount: 1 } };
      await client.post('/json', sent);
      trial.store.advance(86_401);
      expect((await client.post('/json', sent)).cached).toBe(false);
      expect(trial.operation).toHaveBeenCalledTimes(2);
    },
  },
  {
    row: 'concurrent replays',
    title: 'replays to many clients at once',
    async run(trial) {
      const client = await trial.start();
      const sent = { key: 'k', body: { amount: 1 } };
      await client.post('/json', sent);
      const replays = await Promise.all(
        Array.from({ length: 20 }, () => client.post('/json', sent)),
      );
      expect(replays.every(({ status, cached }) => status === 201 && cached)).toBe(true);
    },
  },
  {
    row: 'no request headers in the store',
    title: 'stores nothing of the headers of a request',
    async run(trial) {
      const client = await trial.start();
      const headers = { Authorization: 'Bearer secret-token' };
      await client.post('/json', { key: 'k', body: { amount: 1 }, headers });
      expect(JSON.stringify(await trial.store.records())).not.toContain('secret-token');
    },
  },
  {
    row: 'exact values',
    title: 'gives empty lists, large numbers and nested values as they were',
    async run(trial) {
      const value = { list: [], object: {}, large: 2 ** 64, nested: { none: null } };
      trial.operation = jest.fn(async () => value);
      const [first, retry] = await trial.twice('/json');
      expect(retry.text).toBe(first.text);
      expect(retry.json).toEqual(value);
    },
  },
];
