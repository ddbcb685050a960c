'use strict';

const onceonly = require('onceonly');
const { snippetsOf } = require('../../helpers/readme');
const { startRedis } = require('../../helpers/redis-server');

const [block] = snippetsOf('docs/reference/api.md').filter((code) => code.includes('store.check('));

test('the store of the reference works as its comments say', async () => {
  const redis = await startRedis();
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
  const names = ['createStore', 'process', 'params', 'taskId', 'key', 'id', 'result'];
  const program = new AsyncFunction(...names, `${block}\nreturn store;`);
  const process = { env: { REDIS_URL: redis.url } };
  const values = [{ a: 1 }, 'task-1', 'some-key', 'i'.repeat(43), { charged: true }];
  const used = await program(onceonly.createStore, process, ...values);
  expect(await used.check('job-42', { a: 1 })).toEqual({ taskId: 'task-1' });
  expect(await used.inspect('job-42')).toMatchObject({ state: 'done', kind: 'value' });
  expect(used.status()).toEqual({ state: 'ready', lastError: null });
  await used.close();
});
