'use strict';

const { MemoryStore, captureRawBody, idempotency, idempotencyErrors } = require('../../..');

// Nothing expires while this runs.
const memoryStore = () => new MemoryStore({ maxEntries: 1e7, maxBytes: 2 ** 33 });

const asExecute = (charge) => async (req, res) => {
  const { result } = await req.idempotency.execute(() => charge(req.body));
  res.json(result);
};

const asResponse = (charge) => async (req, res) => res.json(await charge(req.body));

function mount(app, { express, charge }, options) {
  const route = options.mode === 'response' ? asResponse : asExecute;
  app.use(express.json({ verify: captureRawBody }));
  app.use(idempotency({ required: true, scope: () => 'bench', ...options }));
  app.post('/charge', route(charge));
  app.use(idempotencyErrors());
}

const redisOf = ({ redisPort }) => ({ host: '127.0.0.1', port: redisPort });

module.exports = {
  'onceonly memory, execute': {
    mount: (app, parts) => mount(app, parts, { store: memoryStore() }),
  },
  'onceonly memory, response': {
    mount: (app, parts) => mount(app, parts, { store: memoryStore(), mode: 'response' }),
  },
  'onceonly Redis, execute': {
    usesRedis: true,
    mount: (app, parts) => mount(app, parts, { redis: redisOf(parts) }),
  },
  'onceonly Redis, response': {
    usesRedis: true,
    mount: (app, parts) =>
      mount(app, parts, { redis: redisOf(parts), mode: 'response', prefix: 'resp' }),
  },
};
