import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { MiddlewareOptions, RequestIdempotency, ResponseIdempotency } from '../../../index';

/** The members that `idempotentListener()` puts on a request. */
export interface Idempotent {
  /** The key of the request, and the way to run an operation once for it. */
  idempotency: RequestIdempotency;
  /** The bytes of the body. Left out if somebody has read it before, or has put a `body` there. */
  rawBody: Buffer;
}

/** The member that `idempotentListener()` puts on a response. */
export interface IdempotentResponse {
  /**
   * Set while the response is captured (`mode: 'response'`).
   *
   * @defaultValue none
   */
  idempotency?: ResponseIdempotency;
}

/** Options of `idempotentListener()`. */
export interface ListenerOptions<Req, Res> extends MiddlewareOptions<Req> {
  /**
   * Answers an error that your listener throws. Without it the client gets the `status` of the error, or 500. Refusals are answered as
   * `application/problem+json`.
   *
   * @defaultValue none
   */
  onError?: (error: any, req: Req, res: Res) => void;
}

/**
 * Makes a listener for `http.createServer()`, or for `http2.createServer()`, from one of yours. TypeError or RangeError for a bad option.
 */
export function idempotentListener<
  Req extends IncomingMessage | Http2ServerRequest = IncomingMessage,
  Res extends ServerResponse | Http2ServerResponse = ServerResponse,
>(
  listener: (req: Req & Idempotent, res: Res & IdempotentResponse) => unknown,
  options?: ListenerOptions<Req, Res>,
): (req: Req, res: Res) => Promise<void>;
