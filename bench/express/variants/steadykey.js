'use strict';

const { createClient } = require('redis');
const { IdempotencyManager, RedisIdempotencyStore } = require('steadykey');
const { createIdempotencyMiddleware } = require('steadykey/middleware');

/** As its README uses it. */
async function mount(app, { express, charge, redisPort }) {
  const client = createClient({ socket: { host: '127.0.0.1', port: redisPort } });
  client.on('error', () => {});
  await client.connect();
  const store = new RedisIdempotencyStore(client);
  const manager = new IdempotencyManager(store, { defaultTtlSeconds: 600 });
  app.use(express.json());
  app.use(createIdempotencyMiddleware(manager, { ttlSeconds: 600 }));
  app.post('/charge', async (req, res) => res.json(await charge(req.body)));
}

module.exports = { 'steadykey + Redis': { usesRedis: true, isPeer: true, mount } };
