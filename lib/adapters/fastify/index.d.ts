import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import type { MiddlewareOptions, RequestIdempotency, ResponseIdempotency } from '../../../index';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Set on every request of a route that the plugin holds for. `skip` and `ttl` are there while the response is captured
     * (`mode: 'response'`).
     */
    idempotency: RequestIdempotency & Partial<ResponseIdempotency>;
  }
  interface FastifyContextConfig {
    /**
     * Options for this route: those that it leaves out are the plugin's. `false` for no idempotency.
     *
     * @defaultValue none
     */
    idempotency?: false | MiddlewareOptions<FastifyRequest>;
  }
}

/** Plugin for Fastify 4 and 5. */
type FastifyIdempotency = FastifyPluginCallback<onceonly.FastifyIdempotencyOptions>;

declare namespace onceonly {
  /** Options of the plugin. */
  export interface FastifyIdempotencyOptions extends MiddlewareOptions<FastifyRequest> {
    /**
     * Takes the fingerprint of the bytes of the body, as they were sent, and not of `request.body`.
     *
     * @defaultValue `false`
     */
    rawBody?: boolean;
    /**
     * Answers refusals as `application/problem+json`. With `false` your error handler gets them.
     *
     * @defaultValue `true`
     */
    problemDetails?: boolean;
  }
  /** Plugin for Fastify 4 and 5. Write `await fastify.register(...)` before you declare routes. */
  export const fastifyIdempotency: FastifyIdempotency;
  export { fastifyIdempotency as default };
}

/** Plugin for Fastify 4 and 5. Write `await fastify.register(...)` before you declare routes. */
declare function onceonly(
  ...parameters: Parameters<FastifyIdempotency>
): ReturnType<FastifyIdempotency>;

export = onceonly;
