'use strict';

const { MemoryStore, RedisStore, idempotency, idempotentRoute } = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachExpress } = require('../../helpers/express-versions');
const { findFreePort } = require('../../helpers/free-port');
const { describeLimits, describeOrdinaryRoutes } = require('../../helpers/ordinary-routes');
const { startRedis } = require('../../helpers/redis-server');

// Nothing moves these timers: what a test waits for here, Node's own have to bring.
function describeRoutes(title) {
  describe(title, () => {
    onEachExpress((express) => {
      describe.each([
        ['the embedded store', async () => new MemoryStore()],
        ['Redis', async () => redisStore()],
        [
          'Redis by a socket of Node',
          async () => redisStore({ username: 'default', password: async () => 'any' }),
        ],
      ])('%s', (_, open) => describeOrdinaryRoutes(express, open));
      describeLimits(express);
      describeOutage(express);
    });
  });
}

async function redisStore(more = {}) {
  const { port } = await startRedis();
  return new RedisStore({ redis: { host: '127.0.0.1', port, ...more } });
}

function describeOutage(express) {
  test('a store that is down is answered with 503', async () => {
    const redis = { host: '127.0.0.1', port: await findFreePort() };
    const client = await serve(express, (app) => {
      app.use(idempotency({ store: new RedisStore({ redis }), budgetMs: 100 }));
      app.post('/run', idempotentRoute(jest.fn()));
    });
    const { status, error } = await client.post('/run', { key: 'down', body: {} });
    expect([status, error]).toEqual([503, 'LOCK_FAILED']);
  });
}

module.exports = { describeRoutes };
