'use strict';

const { Idempotency, IdempotencyErrorCodes } = require('@node-idempotency/core');
const { RedisStorageAdapter } = require('@node-idempotency/storage-adapter-redis');
const express = require('express');
const Fastify = require('fastify');

const onceonly = require('../../lib/adapters/fastify');
const { VARIANTS: ON_EXPRESS } = require('../express/variants');

const STATUS = {
  [IdempotencyErrorCodes.REQUEST_IN_PROGRESS]: 409,
  [IdempotencyErrorCodes.IDEMPOTENCY_FINGERPRINT_MISSMATCH]: 422,
};

/** The app of a variant of Express, as the part `in-process` has it. */
const onExpress = (name) => ({
  ...ON_EXPRESS[name],
  async app(parts) {
    const app = express();
    await ON_EXPRESS[name].mount(app, { ...parts, express });
    return app;
  },
});

/** An app of Fastify, with `register(fastify, parts)` before its route. */
const onFastify = (traits, register, handlerOf) => ({
  ...traits,
  async app(parts) {
    const fastify = Fastify();
    await register(fastify, parts);
    fastify.post('/charge', handlerOf(parts.charge));
    await fastify.ready();
    return fastify.routing;
  },
});

const plain = (charge) => async (request) => charge(request.body);
const executing = (charge) => async (request) => {
  const { result } = await request.idempotency.execute(() => charge(request.body));
  return result;
};
const withPlugin = (options, handlerOf) =>
  onFastify(
    { usesRedis: true },
    (fastify, { redisPort }) => {
      const redis = { host: '127.0.0.1', port: redisPort };
      return fastify.register(onceonly, { required: true, scope: false, redis, ...options });
    },
    handlerOf,
  );

/** Its package for Fastify is not in the registry, so that its core stands in hooks here, as its README uses it. */
async function nodeIdempotency(fastify, { redisPort }) {
  const storage = new RedisStorageAdapter({ socket: { host: '127.0.0.1', port: redisPort } });
  await storage.connect();
  const idempotency = new Idempotency(storage, { enforceIdempotency: true, cacheTTLMS: 600_000 });
  const viewOf = ({ method, headers, body, url }) => ({ method, headers, body, path: url });
  fastify.decorateRequest('isReplay', false);
  fastify.addHook('preHandler', async (request, reply) => {
    try {
      const known = await idempotency.onRequest(viewOf(request));
      if (known === undefined) return undefined;
      request.isReplay = true;
      return reply.type('application/json').send(known.body);
    } catch (error) {
      return reply.code(STATUS[error.code] ?? 500).send({ error: error.code });
    }
  });
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (!request.isReplay) {
      const additional = { status: reply.statusCode };
      await idempotency.onResponse(viewOf(request), { body: payload, additional });
    }
    return payload;
  });
}

/** name -> `{ app, usesRedis?, isUnprotected? }`. `app(parts)` resolves to a function of a request and a response. */
const VARIANTS = {
  'Express, no middleware': onExpress('no middleware'),
  'Express, onceonly execute': onExpress('onceonly Redis, execute'),
  'Express, onceonly response': onExpress('onceonly Redis, response'),
  'Fastify, no plugin': onFastify({ isUnprotected: true }, () => {}, plain),
  'Fastify, onceonly execute': withPlugin({}, executing),
  'Fastify, onceonly response': withPlugin({ mode: 'response' }, plain),
  'Fastify, @node-idempotency/core in hooks': onFastify(
    { usesRedis: true },
    nodeIdempotency,
    plain,
  ),
};

module.exports = { VARIANTS };
