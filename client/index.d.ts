/** What the client says of a try that is followed by another one. */
export interface Retry {
  /** The key of all tries. */
  key: string;
  /** Number of the try that has failed, from 1. */
  attempt: number;
  /** Milliseconds until the next try. */
  delayMs: number;
  /**
   * Its response, if one has come whole.
   *
   * @defaultValue none
   */
  response?: Response;
  /**
   * The refusal of the middleware, if the response is one.
   *
   * @defaultValue none
   */
  problem?: Problem;
  /**
   * Failure of the network, or a `TimeoutError`, if no response has come whole.
   *
   * @defaultValue none
   */
  cause?: unknown;
}

/** A refusal of the middleware, as its problem document tells it. Lists of members grow in minor versions. */
export interface Problem {
  /** `urn:onceonly:problem:` and the code in lower case with hyphens. */
  type: string;
  /** The code in words. */
  title: string;
  /** HTTP status. */
  status: number;
  /** A sentence for the client. */
  detail: string;
  /** The code. Compare this one. */
  error: string;
  /** Whether the same request may be sent again. */
  retryable: boolean;
  /**
   * Seconds to wait before that.
   *
   * @defaultValue none
   */
  retryAfter?: number;
}

/** Options of `idempotentFetch()` beside those of `fetch()`. */
export interface IdempotencyOptions {
  /**
   * The key. `submitOnce()` gives it to you. You may also set it as a header.
   *
   * @defaultValue a new one for each call
   */
  key?: string;
  /**
   * Milliseconds since 1970 at which the key was first sent. Pass it with a key that you have kept: the operation may have run then.
   *
   * @defaultValue now
   */
  createdAt?: number;
  /**
   * Name of the header.
   *
   * @defaultValue `'Idempotency-Key'`
   */
  headerName?: string;
  /**
   * Retries after the first try. Waiting for a request that still runs counts as none.
   *
   * @defaultValue `5`
   */
  retries?: number;
  /**
   * Milliseconds until a try is given up, with the body of its response.
   *
   * @defaultValue `30_000`
   */
  timeoutMs?: number;
  /**
   * Milliseconds for all tries and waits together.
   *
   * @defaultValue `60_000`
   */
  maxElapsedMs?: number;
  /**
   * Milliseconds until a key is too old to be sent. Make it shorter than the shortest TTL of your server, in milliseconds.
   *
   * @defaultValue `82_800_000`
   */
  keyLifetimeMs?: number;
  /**
   * Another implementation.
   *
   * @defaultValue the global `fetch`
   */
  fetch?: (input: any, init?: any) => Promise<Response>;
  /**
   * Called before each wait, for example to tell the user.
   *
   * @defaultValue none
   */
  onRetry?: (retry: Retry) => void;
}

/** Everything that `fetch()` takes as a body. */
export type AnyBody = NonNullable<RequestInit['body']>;

/** A body that can be sent several times: no stream. */
export type RepeatableBody =
  string | URLSearchParams | FormData | Blob | ArrayBuffer | ArrayBufferView;

/** Options of `idempotentFetch()`: those of `fetch()`, and `idempotency`. */
export interface IdempotentFetchInit extends Omit<RequestInit, 'body'> {
  /**
   * The body. For a stream, pass a function that makes it for each try.
   *
   * @defaultValue none
   */
  body?: RepeatableBody | null | (() => AnyBody | Promise<AnyBody>);
  /**
   * Key, retries and times.
   *
   * @defaultValue `{}`
   */
  idempotency?: IdempotencyOptions;
}

/**
 * `fetch()` with one key over all tries.
 *
 * Resolves to the final response of the operation, whatever its status, when its whole body has come. Rejects with an
 * `IdempotencyClientError` if there is no final response, and for every refusal of the middleware. Rejects with the reason of your
 * `signal` if it aborts, and with a `TypeError` for a wrong argument, before anything is sent.
 */
export function idempotentFetch(
  input: string | URL | Request,
  init?: IdempotentFetchInit,
): Promise<Response>;

/** Codes of an `IdempotencyClientError`: those of the client, and those of the server's refusals. */
export type IdempotencyClientErrorCode =
  | 'NO_FINAL_RESPONSE'
  | 'KEY_EXPIRED'
  | 'UNSETTLED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'REQUEST_IN_PROGRESS'
  | 'OUTCOME_UNKNOWN'
  | 'RESULT_NOT_REPLAYABLE'
  | 'TOO_MANY_WAITERS'
  | 'LOCK_FAILED'
  | (string & {});

/** Every failure of this package but wrong arguments. */
export class IdempotencyClientError extends Error {
  /** `'IdempotencyClientError'`, also for the errors of another copy of the package. */
  name: 'IdempotencyClientError';
  /** Which failure it is. */
  code: IdempotencyClientErrorCode;
  /** The key. Show it to your support, not to other users. */
  key: string;
  /**
   * Milliseconds since 1970 at which the key was made. Pass it with `key` if you send the same request again.
   *
   * @defaultValue none, for `UNSETTLED` and the `KEY_EXPIRED` of `submitOnce()`
   */
  createdAt?: number;
  /** Number of tries that were sent. */
  attempts: number;
  /** Whether the operation may have run. If `false`, nothing has happened. */
  mayHaveRun: boolean;
  /** Whether the same request may be sent again with the same key. */
  retryable: boolean;
  /**
   * The last response, if one has come whole.
   *
   * @defaultValue none
   */
  response?: Response;
  /**
   * The refusal of the middleware, if the last response is one.
   *
   * @defaultValue none
   */
  problem?: Problem;
  /**
   * For `UNSETTLED`: sends the earlier content again with its key, and resolves to its outcome. It is missing after a reload.
   *
   * @defaultValue none
   */
  resend?: () => Promise<any>;
  /**
   * Gives the content up whose outcome is unknown, so that the next one has a new key. It may have had its effect: ask for it first.
   *
   * @defaultValue none, outside of `submitOnce()`
   */
  discard?: () => void;
}

/** A place of the page that outlives it: `sessionStorage`, `localStorage`, or your own. */
export interface KeyStorage {
  /** Gives a text, or `null`. */
  getItem(name: string): string | null;
  /** Keeps a text. */
  setItem(name: string, value: string): void;
  /** Forgets a text. */
  removeItem(name: string): void;
}

/** Options of `operation()`. */
export interface OperationOptions {
  /**
   * Where the key outlives a reload: key, digest and time, never the content. A storage that throws counts as none. Pass a
   * function, `() => sessionStorage`, since the name itself throws where a page may not store.
   *
   * @defaultValue none
   */
  storage?: KeyStorage | (() => KeyStorage);
  /**
   * Name of the form in `storage`. Each form has its own.
   *
   * @defaultValue none
   */
  name?: string;
  /**
   * Milliseconds until a key is too old to be sent. Make it shorter than the shortest TTL of your server.
   *
   * @defaultValue `82_800_000`
   */
  keyLifetimeMs?: number;
  /**
   * Milliseconds after a success in which the same content gets its promise again: the second click of a double click may come
   * after a quick answer.
   *
   * @defaultValue `1000`
   */
  doubleClickMs?: number;
}

/** One form session: it has one key until the outcome of its content is known. */
export interface Operation {
  /** The key of a content whose outcome is not known, or `undefined`. */
  readonly key: string | undefined;
  /** Gives that content up, and aborts its request. It may have had its effect: ask for it first. */
  discard(): void;
}

/** Makes the operation of a form. Make one per form, not one per render or click. */
export function operation(options?: OperationOptions): Operation;

/** Your function that sends. Pass both on to `idempotentFetch()`. */
export type Send<T> = (key: string, signal: AbortSignal) => T | Promise<T>;

/**
 * Sends a content once, however often it is submitted. A second call with the same content gets the promise of the first one. If
 * `send` fails, or gets a response with a 5xx, the next call has the same key.
 *
 * `content` is everything that decides what happens: JSON data, a form, text or bytes. If an earlier content is not settled, another
 * one is refused with `UNSETTLED`.
 */
export function submitOnce<T>(operation: Operation, content: unknown, send: Send<T>): Promise<T>;

/** A new random key, a UUID. It also works on pages without HTTPS. */
export function generateIdempotencyKey(): string;
