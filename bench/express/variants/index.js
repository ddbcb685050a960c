'use strict';

const product = require('../../..');
const { variantsOf } = require('./onceonly');

/**
 * name -> `{ mount, usesRedis?, isPeer?, isUnprotected? }`. `mount(app, { express, charge, redisPort, headers })` puts a
 * route POST /charge on the app that answers with what `charge(req.body)` resolves to, once per Idempotency-Key. `headers`
 * has what the product adds to an answer, as flat lists `fresh` and `replay`; they are filled before the load starts.
 */
const VARIANTS = {
  ...require('./none'),
  ...require('./floor'),
  ...variantsOf(product),
  ...require('./ioredis'),
  ...require('./node-idempotency'),
  ...require('./powertools'),
  ...require('./steadykey'),
  ...require('./express-idempotency'),
};

module.exports = { VARIANTS };
