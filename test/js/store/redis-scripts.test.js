'use strict';

const { createHash } = require('node:crypto');
const path = require('node:path');

const { RedisStore, generateIdempotencyKey } = require('onceonly');

const { luaScript } = require('../../helpers/lua-script.js');
const { listFiles } = require('../../helpers/project.js');
const { startRedis } = require('../../helpers/redis-server.js');

const names = listFiles('addon/store/scripts', /-\d+\.lua$/).map((file) =>
  path.posix.basename(file, '.lua'),
);

test('the store loads every script, with its parts in place', async () => {
  const redis = await startRedis();
  const store = new RedisStore({ redis: { path: redis.socketPath } });
  await store.check(generateIdempotencyKey());
  const digests = names.map((name) => createHash('sha1').update(luaScript(name)).digest('hex'));
  const loaded = await redis.command('SCRIPT', 'EXISTS', ...digests);
  await store.close();
  expect(names.length).toBeGreaterThan(3);
  expect(loaded).toEqual(names.map(() => 1));
});
