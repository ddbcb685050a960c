'use strict';

const { generateIdempotencyKey: newKey } = require('onceonly');
const { startApp } = require('../helpers/app-process');
const { sharedRedis } = require('../helpers/each-store');

test('processes that share a Redis give one key one task, also when they race', async () => {
  const env = { REDIS_URL: (await sharedRedis()).url };
  const starting = [1, 2].map(() => startApp('examples/scan-queue/server.js', env));
  const clients = (await Promise.all(starting)).map(({ client }) => client);
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
