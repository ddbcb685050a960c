'use strict';

const { MemoryStore, idempotency, idempotencyErrors, idempotentRoute } = require('../../..');

// Nothing expires while this runs.
const inMemory = () => ({ store: new MemoryStore({ maxEntries: 1e7, maxBytes: 2 ** 33 }) });
const inRedis = ({ redisPort }) => ({ redis: { host: '127.0.0.1', port: redisPort } });

// The three ways in which its README guards a route.
const MODES = {
  execute: {
    route: (charge) => async (req, res) => {
      const { result } = await req.idempotency.execute(() => charge(req.body));
      res.json(result);
    },
  },
  route: { route: (charge) => idempotentRoute((req) => charge(req.body)) },
  response: {
    options: { mode: 'response' },
    route: (charge) => async (req, res) => res.json(await charge(req.body)),
  },
};

function variant(storeOf, mode, traits) {
  const { route, options } = MODES[mode];
  return {
    ...traits,
    mount(app, parts) {
      app.use(parts.express.json());
      // No scope, on purpose: the peers have none.
      app.use(idempotency({ required: true, scope: false, ...storeOf(parts), ...options }));
      app.post('/charge', route(parts.charge));
      app.use(idempotencyErrors());
    },
  };
}

const onRedis = (mode) => variant(inRedis, mode, { usesRedis: true });

module.exports = {
  'onceonly Redis, execute': onRedis('execute'),
  'onceonly Redis, route': onRedis('route'),
  'onceonly Redis, response': onRedis('response'),
  'onceonly memory, execute': variant(inMemory, 'execute'),
  'onceonly memory, response': variant(inMemory, 'response'),
};
