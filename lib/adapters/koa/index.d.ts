import type { Context, DefaultContext, DefaultState, Middleware } from 'koa';
import type { MiddlewareOptions, RequestIdempotency, ResponseIdempotency } from '../../../index';

declare module 'koa' {
  interface ExtendableContext {
    /**
     * Set on every context that passes `idempotency()`. `skip` and `ttl` are there while the response is captured
     * (`mode: 'response'`).
     */
    idempotency: RequestIdempotency & Partial<ResponseIdempotency>;
  }
}

/** Options of `idempotency()` for Koa. */
export interface KoaIdempotencyOptions extends MiddlewareOptions<Context> {
  /**
   * Answers refusals as `application/problem+json`. With `false` they are thrown, for your error middleware.
   *
   * @defaultValue `true`
   */
  problemDetails?: boolean;
}

/** Makes middleware for Koa 2 and 3. Mount it after your body parser. TypeError or RangeError for a bad option. */
export function idempotency(
  options?: KoaIdempotencyOptions,
): Middleware<DefaultState, DefaultContext>;
