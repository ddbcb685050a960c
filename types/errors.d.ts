/** Codes of an `IdempotencyError`. Each has a section in docs/reference/errors.md. */
export type IdempotencyErrorCode =
  | 'IDEMPOTENCY_KEY_REQUIRED'
  | 'INVALID_IDEMPOTENCY_KEY'
  | 'INVALID_BODY'
  | 'BODY_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'REQUEST_IN_PROGRESS'
  | 'OUTCOME_UNKNOWN'
  | 'RESULT_NOT_REPLAYABLE'
  | 'ATTEMPT_CHANGED'
  | 'TOO_MANY_WAITERS'
  | 'LOCK_FAILED'
  | 'LEASE_LOST'
  | 'OPERATION_TIMEOUT'
  | 'TRANSACTION_NOT_COMMITTED'
  | 'BODY_NOT_READ'
  | 'BODY_NOT_COMPARABLE'
  | 'EXECUTE_TWICE'
  | 'RESPONSE_NOT_CAPTURABLE'
  | 'SCOPE_MISSING'
  | 'NOT_MOUNTED';

/**
 * `code` of the TypeError or RangeError for a wrong option, a wrong argument, or a wrong value that a function of yours returned.
 * Each has a section in docs/reference/errors.md. `help` of the error says where.
 */
export type OptionErrorCode =
  | 'ERR_ONCEONLY_OPTION_UNKNOWN'
  | 'ERR_ONCEONLY_OPTION_VALUE'
  | 'ERR_ONCEONLY_OPTION_RANGE'
  | 'ERR_ONCEONLY_OPTION_UNSET'
  | 'ERR_ONCEONLY_OPTION_CONFLICT'
  | 'ERR_ONCEONLY_ARGUMENT'
  | 'ERR_ONCEONLY_RETURN_VALUE'
  | 'ERR_ONCEONLY_NOT_SERIALIZABLE'
  | 'ERR_ONCEONLY_NOT_COMPARABLE'
  | 'ERR_ONCEONLY_TOO_LARGE'
  | 'ERR_ONCEONLY_STORE_METHOD';

/** `code` of the `cause` of a LOCK_FAILED that is due to a serializer. Each has a section in docs/reference/errors.md. */
export type SealErrorCode = 'NOT_SEALED' | 'SEAL_BROKEN' | 'KEY_UNKNOWN' | 'KEYS_UNAVAILABLE';

/** `code` of the SyntaxError that `canonicalize()` and `fingerprint()` throw. Its `offset` is a number of bytes. */
export type JsonErrorCode =
  'INVALID_JSON' | 'INVALID_UTF8' | 'TOO_DEEP' | 'LONE_SURROGATE' | 'NUMBER_RANGE';

/** Options of an `IdempotencyError` that you throw yourself. */
export interface IdempotencyErrorOptions {
  /**
   * Text for the client and your log.
   *
   * @defaultValue the sentence of the code
   */
  message?: string;
  /**
   * HTTP status.
   *
   * @defaultValue that of the code
   */
  status?: number;
  /**
   * Headers of the response, such as `Retry-After` in seconds.
   *
   * @defaultValue `{}`
   */
  headers?: Record<string, string>;
  /**
   * The error behind this one. Clients never see it.
   *
   * @defaultValue none
   */
  cause?: unknown;
  /**
   * Whether the client may send the same request again.
   *
   * @defaultValue that of the code
   */
  retryable?: boolean;
}

/** Every refusal of the package. `idempotencyErrors()` answers it as `application/problem+json`. */
export class IdempotencyError extends Error {
  /** Makes the error of a code. */
  constructor(code: IdempotencyErrorCode, options?: IdempotencyErrorOptions);
  /** Path of its section, in node_modules: `onceonly/docs/reference/errors.md#lock_failed`. */
  readonly help: string;
  /** Says which refusal it is. Compare this, not the message. */
  readonly code: IdempotencyErrorCode;
  /** HTTP status of the response. */
  readonly status: number;
  /** The same as `status`, for frameworks that read this name. */
  readonly statusCode: number;
  /** Whether the client may see the message. */
  readonly expose: boolean;
  /** Whether the client may send the same request again. */
  readonly retryable: boolean;
  /** Headers of the response, such as `Retry-After` in seconds. */
  readonly headers: Record<string, string>;
}

/** Codes that the package gives to a `StoreError`. docs/guides/redis.md says what to do about each. */
export type StoreErrorCode =
  | 'INVALID_RECORD'
  | 'CRYPTO_FAILED'
  | 'STORE_FULL'
  | 'STORE_CLOSED'
  | 'STORE_TIMEOUT'
  | 'CONNECT_FAILED'
  | 'CONNECT_TIMEOUT'
  | 'LOOKUP_FAILED'
  | 'SENTINELS_DOWN'
  | 'TLS_FAILED'
  | 'NOT_REDIS'
  | 'QUEUE_FULL'
  | 'BREAKER_OPEN'
  | 'REPLY_LOST'
  | 'PROTOCOL_ERROR'
  | 'AUTH_FAILED'
  | 'NO_SUCH_DATABASE'
  | 'PROTECTED_MODE'
  | 'NO_PERMISSION'
  | 'NO_SCRIPT'
  | 'LOADING'
  | 'READ_ONLY'
  | 'SERVER_FULL'
  | 'MISCONF'
  | 'NO_REPLICAS'
  | 'NOT_REPLICATED'
  | 'MASTER_DOWN'
  | 'BUSY'
  | 'WRONG_TYPE'
  | 'CLUSTER_UNSUPPORTED'
  | 'SLOT_MOVING'
  | 'CLUSTER_DOWN'
  | 'TOO_MANY_REDIRECTS'
  | 'SLOTS_MOVED'
  | 'SERVER_ERROR'
  | 'UNEXPECTED_REPLY'
  | 'BAD_ANSWER';

/**
 * Whether another call can help. `'safe'`: the store ran nothing. `'ambiguous'`: it may have run the call. `'no'`: another call
 * cannot help.
 */
export type StoreRetry = 'no' | 'safe' | 'ambiguous';

/** Options of a `StoreError`. */
export interface StoreErrorOptions {
  /**
   * Whether another call can help. Say 'safe' only if the store ran nothing.
   *
   * @defaultValue `'ambiguous'`
   */
  retry?: StoreRetry;
  /**
   * The error behind this one.
   *
   * @defaultValue none
   */
  cause?: unknown;
}

/** A failure of a store: the `cause` of a LOCK_FAILED. A store of your own throws it to say whether another call can help. */
export class StoreError extends Error {
  /** Makes the error. A store of your own may use codes of its own. */
  constructor(code: StoreErrorCode | (string & {}), message: string, options?: StoreErrorOptions);
  /** Says why. One of `StoreErrorCode`, or a code of a store of your own. */
  readonly code: StoreErrorCode | (string & {});
  /** Whether another call can help. */
  readonly retry: StoreRetry;
}
