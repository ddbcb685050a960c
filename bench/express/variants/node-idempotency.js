'use strict';

const { Idempotency, IdempotencyErrorCodes } = require('@node-idempotency/core');
const { RedisStorageAdapter } = require('@node-idempotency/storage-adapter-redis');

const STATUS = {
  [IdempotencyErrorCodes.REQUEST_IN_PROGRESS]: 409,
  [IdempotencyErrorCodes.IDEMPOTENCY_FINGERPRINT_MISSMATCH]: 422,
};

/** As its README uses it; the package has no options that concern speed. */
async function mount(app, { express, charge, redisPort }) {
  const storage = new RedisStorageAdapter({ socket: { host: '127.0.0.1', port: redisPort } });
  await storage.connect();
  const idempotency = new Idempotency(storage, { enforceIdempotency: true, cacheTTLMS: 600_000 });
  app.use(express.json());
  app.post('/charge', async (req, res) => {
    const request = { method: req.method, headers: req.headers, body: req.body, path: req.path };
    let known;
    try {
      known = await idempotency.onRequest(request);
    } catch (error) {
      return res.status(STATUS[error.code] ?? 500).json({ error: error.code });
    }
    if (known !== undefined) return res.json(known.body);
    const body = await charge(req.body);
    await idempotency.onResponse(request, { body, additional: { status: 200 } });
    res.json(body);
  });
}

module.exports = { '@node-idempotency/core + Redis': { usesRedis: true, isPeer: true, mount } };
