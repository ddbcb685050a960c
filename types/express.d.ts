import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from './events';
import type { ExpressNext, ExpressRequest, ExpressResponse } from './framework';
import type { OperationContext } from './operation';
import type { MiddlewareOptions, OwnValue, RouteOverrides } from './options';
import type { ExecuteResult, Jsonify } from './results';

declare global {
  namespace Express {
    interface Request {
      /** Set on every request that passes `idempotency()`. On a route without that middleware it is missing at run time. */
      idempotency: RequestIdempotency;
    }
    interface Response {
      /** Set while the response is captured (`mode: 'response'`). */
      idempotency?: ResponseIdempotency;
    }
  }
}

/** `req.idempotency`: the key of a request, and the way to run an operation once for it. */
export interface RequestIdempotency {
  /** The client's key without quotes, or undefined. */
  readonly key: string | undefined;
  /**
   * Runs `operation` once per key and resolves to its own value, since `roundTrip` is false. A replay gives the value as JSON
   * keeps it.
   */
  execute<T>(
    operation: (context: OperationContext) => T | Promise<T>,
    overrides: RouteOverrides & OwnValue,
  ): Promise<ExecuteResult<T>>;
  /**
   * Runs `operation` once per key and resolves to its result as JSON keeps it. Every retry gets the same result or the same
   * error. Call it once per request. Without a key the operation just runs, unless `required` is true.
   *
   * Rejects with the error that the operation threw, or with an `IdempotencyError`: IDEMPOTENCY_KEY_REQUIRED,
   * IDEMPOTENCY_KEY_REUSED, REQUEST_IN_PROGRESS, OUTCOME_UNKNOWN, RESULT_NOT_REPLAYABLE, TOO_MANY_WAITERS, LOCK_FAILED,
   * BODY_TOO_LARGE, INVALID_BODY, BODY_NOT_READ, BODY_NOT_COMPARABLE, UNSUPPORTED_MEDIA_TYPE, EXECUTE_TWICE, SCOPE_MISSING.
   */
  execute<T>(
    operation: (context: OperationContext) => T | Promise<T>,
    overrides?: RouteOverrides,
  ): Promise<ExecuteResult<Jsonify<T>>>;
}

/** `res.idempotency`: a handler decides about its own response in `mode: 'response'`, before it ends it. */
export interface ResponseIdempotency {
  /**
   * Does not store this response: the key is free for another run. If a timer, a socket timeout or connect-timeout answers, the
   * handler may still run, and the key goes silent instead.
   */
  skip(): void;
  /** Stores this response for so many seconds, instead of `resultTTL`. */
  ttl(seconds: number): void;
}

/** Express middleware. */
export type Handler = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: any) => void,
) => void;

/** Express error middleware. */
export type ErrorHandler = (
  error: unknown,
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: any) => void,
) => void;

/** Options of `idempotencyErrors()`. */
export interface ErrorHandlerOptions {
  /**
   * Gets the cause of each 500 as `logger.error({ err }, message)`. Without it the logger of the request's `idempotency()` gets it,
   * or else standard error, unless NODE_ENV is test.
   *
   * @defaultValue none
   */
  logger?: Pick<Logger, 'error'>;
}

/** Options of `idempotentRoute()`. */
export interface RouteOptions<T> extends RouteOverrides {
  /**
   * HTTP status of the response, 200 to 599.
   *
   * @defaultValue `200`
   */
  status?: number;
  /**
   * Gives headers of the response, made from the result so that a replay has the same.
   *
   * @defaultValue none
   */
  headers?: (result: Jsonify<T>) => Record<string, string>;
}

/**
 * Makes Express middleware that puts `req.idempotency` on every request. TypeError or RangeError for a bad option, with an
 * `OptionErrorCode` as `code` and a link as `help`. A second one that a request passes refines the first: options that it leaves out stay as they were.
 *
 * Give your request type, `idempotency<SignedIn>()`, or annotate a parameter, if `scope` reads a member of your own.
 */
export function idempotency<Req = ExpressRequest>(options?: MiddlewareOptions<Req>): Handler;

/**
 * Makes Express error middleware: IdempotencyErrors become `application/problem+json`, with `retryAfter` in seconds where they
 * have it. Every other error goes on. Those of status 500 are mistakes of the app and are logged with their cause.
 */
export function idempotencyErrors(options?: ErrorHandlerOptions): ErrorHandler;

/**
 * Makes a route whose operation runs once per key and whose result is sent as JSON. Its rejections go to `next`.
 *
 * `req` is Express's request. Annotate it, `(req: SignedIn) => ...`, if you read a member of your own.
 */
export function idempotentRoute<T, Req = ExpressRequest>(
  operation: (req: Req, context: OperationContext) => T | Promise<T>,
  options?: RouteOptions<T>,
): Handler;

/** Passes a rejection of an async handler to `next`. You need it on Express 4, which does not. */
export function asyncRoute<Req = ExpressRequest, Res = ExpressResponse>(
  handler: (req: Req, res: Res, next: ExpressNext) => unknown,
): Handler;
