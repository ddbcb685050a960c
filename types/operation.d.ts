/** The second parameter of an operation: who runs, and the names to give to other services. */
export interface OperationContext {
  /** The client's key. Undefined if the request has none and the route does not require one. */
  readonly key: string | undefined;
  /**
   * A UUID-shaped name of the effect. Give it to your payment provider as its idempotency key, or keep it in a UNIQUE column.
   *
   * It is the same in every attempt and process, for every `secret`, and after the store was wiped. It is made of the store's
   * `prefix`, scope, method, path, key and the parts of the request that count (`fingerprint`): the same key with another body
   * is another effect.
   */
  readonly effectId: string;
  /** Number of this attempt. 1 for the first attempt of the key. */
  readonly attempt: number;
  /** A number that grows with every attempt of the key, below 2^53. Use it as a fencing token. 0 without a key. */
  readonly fence: number;
  /** Whether an earlier attempt was abandoned and taken over, so that its effect may exist. */
  readonly isRecovery: boolean;
  /** Aborts with LEASE_LOST or OPERATION_TIMEOUT as its reason. Start no further side effect then. */
  readonly signal: AbortSignal;
  /**
   * Gives a UUID-shaped idempotency key for one service that you call. It is derived from `effectId`: the same in every attempt,
   * or with `perAttempt: true` another one in each. Use it if you call two services or more.
   */
  readonly downstreamKey: (name: string, options?: DownstreamKeyOptions) => string;
  /**
   * Stores `value` as the result by your own transaction, so that your rows and the result commit together. Call it last, and let your
   * transaction end with it. Needs a store in your database, such as `PostgresStore` or `SqliteStore`.
   *
   * Resolves to `value`. Rejects if another attempt was first: your transaction rolls back, and the client gets the first result.
   */
  readonly storeIn: <V>(executor: unknown, value: V) => Promise<V>;
  /**
   * Runs `run(tx)` in a transaction of the store, stores what it returns, and commits both. `tx` is a client of `pg`, or the `sql` of
   * a transaction of postgres.js, or a database of SQLite. Needs `PostgresStore` or `SqliteStore`.
   */
  readonly transaction: <V, T = any>(run: (tx: T) => V | Promise<V>) => Promise<V>;
}

/** Options of `downstreamKey()`. */
export interface DownstreamKeyOptions {
  /**
   * Whether each attempt gets another key. Set it for a service that replays its errors too, where a retry would get the
   * old error.
   *
   * @defaultValue `false`
   */
  perAttempt?: boolean;
}

/**
 * Decides what happens after an outcome. `true` or `'store'` keeps it for every retry. `false` or `'free'` lets a retry run
 * again. `'silent'` leaves the outcome unknown.
 */
export type Verdict = boolean | 'store' | 'free' | 'silent';

/** The parameter of `storeIf`. */
export interface Outcome {
  /** HTTP status of the response, or of the error. */
  status: number;
  /** The value that the operation threw. Undefined in `mode: 'response'`. */
  error: unknown;
}

/**
 * Your finding about an attempt whose process is gone. `completed`: its effect exists, and `result` is its result, a
 * `GivenResponse` in `mode: 'response'`. `not-started`: there is no effect, and the operation runs. `unknown`: the client gets 409,
 * and the next request asks again.
 */
export type Reconciliation = CompletedAttempt | UnsettledAttempt;

/** The effect of an abandoned attempt exists. */
export interface CompletedAttempt {
  /** The attempt took effect. */
  status: 'completed';
  /** Result for this client and for every retry. A `GivenResponse` in `mode: 'response'`. */
  result: unknown;
}

/** An abandoned attempt has no effect, or nobody knows. */
export interface UnsettledAttempt {
  /** `'not-started'`: run the operation. `'unknown'`: answer 409, and ask again next time. */
  status: 'not-started' | 'unknown';
}

/** A response that you found to have been given, in `mode: 'response'`. */
export interface GivenResponse {
  /** HTTP status. */
  status: number;
  /**
   * Headers. One that is never replayed is left out. A value that HTTP cannot send is a TypeError.
   *
   * @defaultValue none
   */
  headers?: ResponseHeaders;
  /**
   * Body. A string is sent as UTF-8.
   *
   * @defaultValue none
   */
  body?: string | Uint8Array;
}

/** Headers of a response by name. A list sends the header several times. */
export type ResponseHeaders = Record<string, string | number | readonly (string | number)[]>;
