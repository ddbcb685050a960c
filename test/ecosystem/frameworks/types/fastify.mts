import Fastify from 'fastify';
import onceonly, { fastifyIdempotency } from 'onceonly/fastify';

const fastify = Fastify();
await fastify.register(onceonly, {
  mode: 'response',
  scope: (request) => request.ip,
  rawBody: true,
  problemDetails: false,
});
await fastify.register(fastifyIdempotency, { required: true });
// @ts-expect-error
await fastify.register(onceonly, { rawBody: 'yes' });

fastify.post('/a', { config: { idempotency: { required: true } } }, async (request, reply) => {
  const { result, cached } = await request.idempotency.execute(({ effectId }) => ({ effectId }));
  request.idempotency.skip?.();
  const text: string = result.effectId;
  return reply.code(201).send({ text, cached });
});
fastify.post('/b', { config: { idempotency: false } }, async () => 1);
// @ts-expect-error
fastify.post('/c', { config: { idempotency: { lockTTL: 'x' } } }, async () => 1);
