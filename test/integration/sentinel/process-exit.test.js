'use strict';

const { startApp } = require('../../helpers/app-process');
const { startSentinels } = require('../../helpers/redis-sentinel');
const { ChildProcess } = require('../../helpers/child-process');
const { ROOT } = require('../../helpers/project');

jest.setTimeout(60_000);

/** Runs a program with `store`, on the address of sentinels, and resolves to how it ends. */
function run(url, code) {
  const program = `
    const { createStore } = require('onceonly');
    const store = createStore({ redis: ${JSON.stringify(url)} });
    (async () => { ${code} })();`;
  return new ChildProcess(process.execPath, ['-e', program], { cwd: ROOT }).exited;
}

describe('a process whose store is on sentinels', () => {
  let group;

  beforeAll(async () => {
    group = await startSentinels({ sentinels: 3, replicas: 1 });
  });

  test.each([
    ['has been used', "await store.store('a', 1);"],
    ['was closed', "await store.store('a', 1); await store.close();"],
    ['was never used', ''],
  ])('ends by itself when the store %s', async (_, code) => {
    expect(await run(group.url, code)).toEqual({ code: 0, signal: null });
  });

  test('ends by itself when no sentinel answers', async () => {
    const url = 'redis+sentinel://127.0.0.1:1,127.0.0.1:2/mymaster';
    const code = "await store.store('a', 1).catch(() => {});";
    expect(await run(url, code)).toEqual({ code: 0, signal: null });
  });

  test('ends by itself when an app on it has closed', async () => {
    const env = { EXPRESS: 'express', REDIS_URL: group.url };
    const app = await startApp('test/integration/apps/one-request.js', env);
    expect(await app.client.post('/run', { key: 'order-1', body: {} })).toMatchObject({
      status: 200,
    });
    expect(await app.process.exited).toEqual({ code: 0, signal: null });
  });
});
