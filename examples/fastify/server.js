'use strict';

const { randomUUID } = require('node:crypto');
const Fastify = require('fastify');
const { createStore } = require('onceonly');
const onceonly = require('onceonly/fastify');

const { PORT = '3000', REDIS_URL } = process.env;
const placed = [];

async function main() {
  const store = createStore(REDIS_URL === undefined ? {} : { redis: REDIS_URL });
  const fastify = Fastify();
  // With logins: scope: (request) => request.user.id
  await fastify.register(onceonly, { store, scope: false, required: true });

  fastify.post('/orders', async (request, reply) => {
    const { result } = await request.idempotency.execute(({ effectId }) => {
      const order = { id: randomUUID(), item: request.body.item, effectId };
      placed.push(order);
      return order;
    });
    return reply.code(201).send(result);
  });
  // Nothing is charged or sent here, so it takes no key.
  fastify.get('/orders', async () => placed);

  fastify.addHook('onClose', () => store.close({ drain: 5000 }));
  console.log(`listening on ${await fastify.listen({ port: Number(PORT), host: '127.0.0.1' })}`);
  process.once('SIGTERM', () => fastify.close());
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
