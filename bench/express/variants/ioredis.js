'use strict';

const Redis = require('ioredis');

/** The version that tutorials show. It compares no bodies. */
function mount(app, { express, charge, redisPort }) {
  const redis = new Redis({ host: '127.0.0.1', enableAutoPipelining: true, port: redisPort });
  app.use(express.json());
  app.post('/charge', async (req, res) => {
    const key = req.headers['idempotency-key'];
    const stored = await redis.get(`result:${key}`);
    if (stored !== null) return res.json(JSON.parse(stored));
    if ((await redis.set(`lock:${key}`, '1', 'PX', 60_000, 'NX')) === null) {
      return res.status(409).json({ error: 'in progress' });
    }
    const result = await charge(req.body);
    const kept = redis.set(`result:${key}`, JSON.stringify(result), 'PX', 600_000);
    await Promise.all([kept, redis.del(`lock:${key}`)]);
    res.json(result);
  });
}

module.exports = { 'ioredis, four commands': { usesRedis: true, mount } };
