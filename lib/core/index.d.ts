import type { Readable } from 'node:stream';
import type {
  ExecuteResult,
  IdempotencyError,
  Jsonify,
  MiddlewareOptions,
  OperationContext,
  OwnValue,
  ResponseHeaders,
  RouteOverrides,
} from '../../index';

/** A request of a framework that we don't know. It is read while its method runs, and kept by nobody. */
export interface RequestView {
  /** Method in capital letters. */
  method: string;
  /** Path and query as the client sent them. */
  url: string;
  /** Headers by name in lower case. What comes twice is one text. */
  headers: Record<string, string | string[] | undefined>;
  /**
   * Names and values of the headers in turn, as sent. Without it a key that is sent twice is not refused.
   *
   * @defaultValue none
   */
  rawHeaders?: string[];
  /**
   * The parsed body. Leave it out if nobody has parsed it.
   *
   * @defaultValue none
   */
  body?: unknown;
  /**
   * Bytes or text of the body, for a request whose `body` is left out.
   *
   * @defaultValue none
   */
  rawBody?: string | Uint8Array;
  /**
   * File of an upload, as multer leaves it, for a `body` that has only the fields of the form.
   *
   * @defaultValue none
   */
  file?: unknown;
  /**
   * Files of an upload: a list, or lists by field.
   *
   * @defaultValue none
   */
  files?: unknown;
  /**
   * The route that answers, one object per route. Its template labels records and events.
   *
   * @defaultValue none
   */
  route?: {
    /** Template of the path. */
    path: string;
  };
  /**
   * The framework's own request: `scope`, `keySource` and `eventRoute` get it. Without it they get the view.
   *
   * @defaultValue none
   */
  source?: unknown;
  /**
   * Aborts when the client leaves. A request that waits for another one stops then.
   *
   * @defaultValue none
   */
  closed?: AbortSignal;
}

/** A response as a value. */
export interface HttpResponse {
  /** HTTP status. */
  status: number;
  /**
   * Headers by name, or as pairs. Those of the default list and of `replayHeaders` are stored.
   *
   * @defaultValue none
   */
  headers?: ResponseHeaders | Iterable<readonly [string, string | readonly string[]]>;
  /**
   * Body. Text is UTF-8. A stream goes to the client as it comes, and its last part waits for the store.
   *
   * @defaultValue none
   */
  body?: string | Uint8Array | Readable | ReadableStream | null;
}

/** The stored response of an earlier request. */
export interface StoredResponse {
  /** HTTP status. */
  status: number;
  /** The headers that were stored. */
  headers: ResponseHeaders;
  /** Body. */
  body: Uint8Array;
}

/** The response for this client. */
export type Reply =
  | {
      /** The operation ran for this request. */
      cached: false;
      /** The response that you gave. A stream has another one in its place. */
      response: HttpResponse;
      /** Headers that tell how the response came about. Send them with it. */
      headers: Record<string, string>;
    }
  | StoredReply;

/** A response that an earlier request has made. */
export interface StoredReply {
  /** An earlier request has made the response. */
  cached: true;
  /** The stored response. */
  response: StoredResponse;
  /** Headers that tell how the response came about. Send them with it. */
  headers: Record<string, string>;
}

/** A request that owns its key. Call `settle` or `fail` once. */
export interface Turn {
  /** No response is stored yet. */
  readonly cached: false;
  /** The client's key. Undefined if the request is not protected: it has no key, or a method that is not in `methods`. */
  readonly key: string | undefined;
  /** The context of the operation. */
  readonly context: OperationContext;
  /** Resolves and rejects as `settle` does. Rejects before it with OPERATION_TIMEOUT if the handler takes too long. */
  readonly reply: Promise<Reply>;
  /** Does not store the response: the key is free for another run. Call it before `settle`. */
  skip(): void;
  /** Stores the response for so many seconds, instead of `resultTTL`. Call it before `settle`. */
  ttl(seconds: number): void;
  /**
   * Stores the response, and resolves to the reply for this client when it may be sent. Rejects with an `IdempotencyError` to be sent in
   * its place, or with a TypeError for a response that HTTP can't send.
   */
  settle(response: HttpResponse): Promise<Reply>;
  /** The handler failed, and there is no response: the outcome is not known. Rejects with the error. */
  fail(error: unknown): Promise<Reply>;
}

/** The headers that tell how an answer came about. */
export interface ToldHeaders {
  /** Send them with your response. */
  headers: Record<string, string>;
}

/** Idempotency for a framework that we don't know. */
export interface Idempotency {
  /** Gives the key of a request. Throws IDEMPOTENCY_KEY_REQUIRED or INVALID_IDEMPOTENCY_KEY. */
  key(view: RequestView): string | undefined;
  /**
   * Runs `operation` once per key, as `req.idempotency.execute()` does. `headers` tell how the result came about: send them with your
   * response. The result is the operation's own value, since `roundTrip` is false.
   */
  execute<T>(
    view: RequestView,
    operation: (context: OperationContext) => T | Promise<T>,
    overrides: RouteOverrides & OwnValue,
  ): Promise<ExecuteResult<T> & ToldHeaders>;
  /**
   * Runs `operation` once per key, as `req.idempotency.execute()` does. `headers` tell how the result came about: send them with your
   * response.
   */
  execute<T>(
    view: RequestView,
    operation: (context: OperationContext) => T | Promise<T>,
    overrides?: RouteOverrides,
  ): Promise<ExecuteResult<Jsonify<T>> & ToldHeaders>;
  /**
   * Runs `run` once per key and stores its response. Needs the option `mode: 'response'`. Give a response also for errors that a retry
   * should get. An error that `run` throws leaves the outcome unknown.
   */
  respond(
    view: RequestView,
    run: (context: OperationContext) => HttpResponse | Promise<HttpResponse>,
  ): Promise<Reply>;
  /** The same in two halves, for a framework of hooks. Resolves to the stored reply, or to a turn. */
  begin(view: RequestView): Promise<StoredReply | Turn>;
}

/**
 * Makes idempotency for any framework. TypeError or RangeError for a bad option, as from `idempotency()`. Name the type of your
 * framework's request, `createIdempotency<Req>()`, if `scope` reads it.
 */
export function createIdempotency<Req = any>(options?: MiddlewareOptions<Req>): Idempotency;

/** Gives the response of a refusal, as `application/problem+json`. TypeError for an error that is no IdempotencyError. */
export function problemResponse(error: IdempotencyError): {
  /** HTTP status. */
  status: number;
  /** Headers, `Retry-After` among them where there is one. */
  headers: Record<string, string>;
  /** The problem document. */
  body: Uint8Array;
};
