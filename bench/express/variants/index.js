'use strict';

/**
 * name -> `{ mount, usesRedis?, isPeer?, isUnprotected? }`. `mount(app, { express, charge, redisPort })` puts a route
 * POST /charge on the app that answers with what `charge(req.body)` resolves to, once per Idempotency-Key.
 */
const VARIANTS = {
  ...require('./none'),
  ...require('./onceonly'),
  ...require('./ioredis'),
  ...require('./node-idempotency'),
  ...require('./powertools'),
  ...require('./steadykey'),
  ...require('./express-idempotency'),
};

module.exports = { VARIANTS };
