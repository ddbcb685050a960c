'use strict';

const { createStore } = require('onceonly');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { asScript, snippetsOf } = require('../../helpers/readme');
const { scopeOf } = require('../../helpers/snippet-scope');

const [worker, enqueue] = snippetsOf('docs/guides/queues-and-jobs.md').map(asScript);

/** What a snippet defines, on Redis. */
async function define(code, name, beside = {}) {
  const { url } = await sharedRedis();
  atEnd(() => createStore({ redis: url }).close());
  atEnd(() => createStore({ redis: url, prefix: 'mailer' }).close());
  const scope = { ...scopeOf({ redisUrl: url }), ...beside };
  const program = `{ ${code.replaceAll('redis://localhost:6379', url)} return ${name}; }`;
  return new Function(...Object.keys(scope), program)(...Object.values(scope));
}

test('a message that is delivered twice is worked on once', async () => {
  const orders = { create: jest.fn(async ({ item, effectId }) => ({ item, effectId })) };
  const log = jest.fn();
  const onMessage = await define(worker, 'onMessage', { orders, console: { log } });
  const message = { id: 'message-1', body: { item: 'tea' } };
  const first = await onMessage(message);
  expect(await onMessage(message)).toEqual(first);
  expect(orders.create).toHaveBeenCalledTimes(1);
  expect(log).toHaveBeenCalledWith('message-1 ran before');
});

test('requests that race for a job get one id, and another job under the key is refused', async () => {
  const jobFor = await define(enqueue, 'jobFor');
  const ids = await Promise.all(Array.from({ length: 10 }, () => jobFor('job-1', { a: 1 })));
  expect(new Set(ids).size).toBe(1);
  expect(await jobFor('job-1', { a: 1 })).toBe(ids[0]);
  await expect(jobFor('job-1', { a: 2 })).rejects.toThrow(
    expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED' }),
  );
});
