import type { Context, MiddlewareHandler } from 'hono';
import type { MiddlewareOptions, RequestIdempotency, ResponseIdempotency } from '../../../index';

declare module 'hono' {
  interface ContextVariableMap {
    /**
     * Set on every context that passes `idempotency()`. `skip` and `ttl` are there while the response is captured
     * (`mode: 'response'`).
     */
    idempotency: RequestIdempotency & Partial<ResponseIdempotency>;
  }
}

/**
 * Makes middleware for Hono on Node, after which `c.get('idempotency')` is there. It reads the body of a request with a key, and your
 * handlers still get it. TypeError or RangeError for a bad option.
 */
export function idempotency(options?: MiddlewareOptions<Context>): MiddlewareHandler;
