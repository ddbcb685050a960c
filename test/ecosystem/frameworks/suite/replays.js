'use strict';

const { gunzipSync } = require('node:zlib');
const fs = require('node:fs');

const { race } = require('../../../helpers/race');
const { BINARY, FILE, ORIGIN, PARTS } = require('./content');

const RESPONSE = ['response'];

/** Expects a retry to get the first response, and one run. */
function expectReplay({ operation }, [first, retry], runs = 1) {
  expect([first.cached, retry.cached]).toEqual([false, true]);
  expect(retry.status).toBe(first.status);
  expect(retry.headers['content-type']).toBe(first.headers['content-type']);
  expect(retry.headers['idempotent-replayed']).toBe('true');
  expect(retry.body).toEqual(first.body);
  expect(operation).toHaveBeenCalledTimes(runs);
}

/** A case in which a retry gets the response of a path again. */
function replayed(what, path, check, modes) {
  return {
    row: what,
    title: `replays ${what}`,
    modes,
    async run(trial) {
      const answers = await trial.twice(path);
      expectReplay(trial, answers);
      for (const answer of answers) check(answer);
    },
  };
}

module.exports = [
  replayed('JSON', '/json', ({ status, json }) => {
    expect([status, json]).toEqual([201, { id: 'order_1' }]);
  }),
  replayed('`Location`', '/json', ({ headers }) => expect(headers.location).toBe('/orders/1')),
  replayed('binary bodies', '/binary', ({ body }) => expect(body).toEqual(BINARY)),
  replayed('204', '/empty', ({ status, body }) => expect([status, body.length]).toEqual([204, 0])),
  replayed('redirects', '/redirect', ({ status, headers }) =>
    expect([status, headers.location]).toEqual([303, '/done']),
  ),
  replayed('streams', '/stream', ({ text }) => expect(text).toBe(PARTS.join(''))),
  replayed('downloads', '/download', ({ body, headers }) => {
    expect(body).toEqual(fs.readFileSync(FILE));
    expect(headers['content-disposition']).toMatch(/^attachment; filename="?download\.txt"?$/);
  }),
  {
    row: 'compression on a replay',
    title: 'compresses a replay for a client that accepts it',
    async run(trial) {
      const [first, retry] = await trial.twice('/json', { headers: { 'Accept-Encoding': 'gzip' } });
      for (const answer of [first, retry]) {
        expect(answer.headers['content-encoding']).toBe('gzip');
        expect(JSON.parse(gunzipSync(answer.body))).toEqual({ id: 'order_1' });
      }
      expect([first.cached, retry.cached]).toEqual([false, true]);
    },
  },
  {
    row: 'compression on a replay',
    title: 'replays to a client that accepts no compression',
    async run(trial) {
      const client = await trial.start();
      const sent = { key: 'k', body: { amount: 1 } };
      await client.post('/json', { ...sent, headers: { 'Accept-Encoding': 'gzip' } });
      const plain = await client.post('/json', sent);
      expect(plain).toMatchObject({ cached: true, json: { id: 'order_1' } });
    },
  },
  {
    row: 'CORS on a replay',
    title: 'lets a page of another origin read a replay and its headers',
    async run(trial) {
      const answers = await trial.twice('/json', { headers: { Origin: ORIGIN } });
      for (const { headers } of answers) {
        expect(headers['access-control-allow-origin']).toBe(ORIGIN);
        expect(headers['access-control-expose-headers']).toContain('Idempotency-Cached');
      }
      expectReplay(trial, answers);
    },
  },
  {
    row: 'CORS on a refusal',
    title: 'lets a page of another origin read a refusal and its Retry-After',
    async run(trial) {
      const client = await trial.start();
      await client.post('/json', { key: 'k', body: { amount: 1 } });
      const headers = { Origin: ORIGIN };
      const refused = await client.post('/json', { key: 'k', body: { amount: 2 }, headers });
      expect(refused.status).toBe(422);
      expect(refused.headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(refused.headers['access-control-expose-headers']).toContain('Retry-After');
    },
  },
  {
    row: 'no cookie on a replay',
    title: 'does not send the cookie of the first caller again',
    modes: RESPONSE,
    async run(trial) {
      const [first, retry] = await trial.twice('/json');
      expect(first.headers['set-cookie']).toHaveLength(1);
      expect(retry.headers['set-cookie']).toBeUndefined();
    },
  },
  {
    row: 'race of 50',
    title: 'runs once for 50 requests that come together',
    async run(trial) {
      const client = await trial.start();
      const { ran } = await race([client], '/run', 'k', 50);
      expect(ran).toHaveLength(1);
      expect(trial.operation).toHaveBeenCalledTimes(1);
    },
  },
  {
    row: 'duplicates that wait',
    title: 'lets requests wait for the first one where that is asked for',
    async run(trial) {
      const client = await trial.start({ inProgress: 'wait' });
      const { ran, replayed: same } = await race([client], '/run', 'k', 10);
      expect([ran.length, same.length]).toEqual([1, 9]);
    },
  },
  {
    row: 'requests without a key',
    title: 'runs each time without a key',
    async run(trial) {
      const answers = await trial.twice('/json', { key: undefined });
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      expect(trial.operation).toHaveBeenCalledTimes(2);
    },
  },
  {
    row: '`skip()`',
    title: 'does not store a response that the handler skips',
    modes: RESPONSE,
    async run(trial) {
      const answers = await trial.twice('/skip');
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(trial.operation).toHaveBeenCalledTimes(2);
    },
  },
  {
    row: 'streams over the limit',
    title: 'passes a stream over the limit through, and leaves a tombstone',
    modes: RESPONSE,
    async run(trial) {
      const [first, retry] = await trial.twice('/stream', {}, { maxResultBytes: 8 });
      expect([first.status, first.text]).toEqual([200, PARTS.join('')]);
      expect([retry.status, retry.error]).toEqual([409, 'RESULT_NOT_REPLAYABLE']);
      expect(trial.operation).toHaveBeenCalledTimes(1);
    },
  },
];
