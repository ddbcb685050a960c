'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { startApp } = require('../helpers/app-process');
const { sharedRedis } = require('../helpers/each-store');

/** Two processes of an example that share a Redis; gives a client for each. */
async function startTwo(file) {
  const env = { REDIS_URL: (await sharedRedis()).url };
  const apps = await Promise.all([1, 2].map(() => startApp(file, env)));
  return apps.map(({ client }) => client);
}

test('scan-queue gives one key one task, also when its processes race', async () => {
  const clients = await startTwo('examples/scan-queue/server.js');
  const sent = { key: newKey(), body: { target: 'https://example.com' } };
  const racing = Array.from({ length: 10 }, (_, i) => clients[i % 2].post('/scans', sent));
  const answers = await Promise.all(racing);
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
  expect(new Set(answers.map(({ json }) => json.task_id)).size).toBe(1);
  expect(answers.filter(({ json }) => !json.idempotent)).toHaveLength(1);
  const other = { ...sent, body: { target: 'https://example.org' } };
  expect(await clients[1].post('/scans', other)).toMatchObject({
    status: 409,
    error: 'IDEMPOTENCY_KEY_REUSED',
  });
});

test('agents creates in one process, and replays in another for the same user and organisation', async () => {
  const [one, other] = await startTwo('examples/agents/server.js');
  const path = '/api/organisations/acme/agents';
  const sent = (user) => ({
    key,
    headers: { Authorization: `Bearer ${user}` },
    body: { name: 'Night watch', model: 'large' },
  });
  const key = newKey();
  const first = await one.post(path, sent('ann'));
  expect(first).toMatchObject({ status: 201, cached: false });
  expect(await other.post(path, sent('ann'))).toMatchObject({ cached: true, text: first.text });
  expect(await other.post(path, sent('bob'))).toMatchObject({ status: 201, cached: false });
});

test('existing-app replays in one process the result of another', async () => {
  const [one, other] = await startTwo('examples/existing-app/server.js');
  const headers = { Authorization: 'Bearer ann' };
  const sent = { key: newKey(), headers, body: { name: 'Ann' } };
  const first = await one.post('/contacts', sent);
  const retry = await other.post('/contacts', sent);
  expect(first).toMatchObject({ status: 201, cached: false, json: { name: 'Ann' } });
  expect(retry).toMatchObject({ status: 201, cached: true, text: first.text });
  expect((await other.get('/contacts', { headers })).json).toEqual([]);
});
