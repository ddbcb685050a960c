'use strict';

const { MemoryStore, captureRawBody, idempotency, idempotencyErrors } = require('../../..');

const asExecute = (charge) => async (req, res) => {
  const { result } = await req.idempotency.execute(() => charge(req.body));
  res.json(result);
};

function mount(app, { express, charge }, options) {
  app.use(express.json({ verify: captureRawBody }));
  app.use(idempotency({ required: true, scope: () => 'bench', ...options }));
  app.post('/charge', asExecute(charge));
  app.use(idempotencyErrors());
}

module.exports = {
  'onceonly memory, execute': {
    mount: (app, parts) => mount(app, parts, { store: new MemoryStore() }),
  },
  'onceonly Redis, execute': {
    usesRedis: true,
    mount: (app, parts) =>
      mount(app, parts, { redis: { host: '127.0.0.1', port: parts.redisPort } }),
  },
};
