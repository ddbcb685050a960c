'use strict';

const { encrypted } = require('../../../lib/encryption');

// Nothing expires while this runs.
const inMemory = (_, { MemoryStore }) => ({
  store: new MemoryStore({ maxEntries: 1e7, maxBytes: 2 ** 33 }),
});
const inRedis = ({ redisPort }) => ({ redis: { host: '127.0.0.1', port: redisPort } });

// The three ways in which its README guards a route.
const MODES = {
  execute: {
    route: (charge) => async (req, res) => {
      const { result } = await req.idempotency.execute(() => charge(req.body));
      res.json(result);
    },
  },
  route: { route: (charge, { idempotentRoute }) => idempotentRoute((req) => charge(req.body)) },
  encrypted: {
    // Names of its own: it refuses the plain results of the others.
    options: {
      prefix: 'sealed',
      serializer: encrypted({ keys: { bench: Buffer.alloc(32, 1) }, current: 'bench' }),
    },
  },
  response: {
    options: { mode: 'response' },
    route: (charge) => async (req, res) => res.json(await charge(req.body)),
  },
};

MODES.encrypted.route = MODES.execute.route;

function variant(product, storeOf, mode, traits) {
  const { idempotency, idempotencyErrors } = product;
  const { route, options } = MODES[mode];
  return {
    ...traits,
    mount(app, parts) {
      app.use(parts.express.json());
      // No scope, on purpose: the peers have none.
      const store = storeOf(parts, product);
      app.use(idempotency({ required: true, scope: false, ...store, ...options }));
      app.post('/charge', route(parts.charge, product));
      app.use(idempotencyErrors());
    },
  };
}

/** The variants of one build of the product. */
function variantsOf(product) {
  const onRedis = (mode) => variant(product, inRedis, mode, { usesRedis: true });
  return {
    'onceonly Redis, execute': onRedis('execute'),
    'onceonly Redis, route': onRedis('route'),
    'onceonly Redis, response': onRedis('response'),
    'onceonly Redis, encrypted': onRedis('encrypted'),
    'onceonly memory, execute': variant(product, inMemory, 'execute'),
    'onceonly memory, response': variant(product, inMemory, 'response'),
  };
}

module.exports = { variantsOf };
