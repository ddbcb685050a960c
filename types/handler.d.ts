import type { OperationContext } from './operation';
import type { ExecuteOverrides, HandlerOptions, OwnValue } from './options';
import type { HandlerResult, Jsonify } from './results';

/** Per-call options of an `IdempotencyHandler`. */
export interface HandlerOverrides extends ExecuteOverrides {
  /**
   * User or tenant of the call, a non-empty text. Two scopes never share a key. Give it if keys of two users may be equal.
   *
   * @defaultValue none
   */
  scope?: string;
  /**
   * A connection of your transaction, as for `storeIn`. Key, rows and result commit with it, without a lease. Roll back if `execute`
   * rejects. `storeIf`, `cacheErrors`, `operationTimeoutMs`, `inProgress` and `maxWaitMs` beside it are a TypeError: no error is stored,
   * nothing is stopped, and your database does the waiting. Needs a store in your database, such as `PostgresStore` or `SqliteStore`.
   *
   * @defaultValue none
   */
  transaction?: unknown;
}

/** Idempotent execution without a web framework, for queues and jobs. */
export class IdempotencyHandler {
  /** Throws a TypeError or RangeError for a bad option. */
  constructor(options?: HandlerOptions);
  /**
   * Runs `operation` once per key and resolves to its own value, since `roundTrip` is false. A replay gives the value as JSON
   * keeps it.
   */
  execute<T>(
    key: string,
    body: unknown,
    operation: (context: OperationContext) => T | Promise<T>,
    overrides: HandlerOverrides & OwnValue,
  ): Promise<HandlerResult<T>>;
  /**
   * Runs `operation` once per key and resolves to its result as JSON keeps it. `body` is compared with that of the first call.
   * Rejects with the error that the operation threw, or with an `IdempotencyError`.
   */
  execute<T>(
    key: string,
    body: unknown,
    operation: (context: OperationContext) => T | Promise<T>,
    overrides?: HandlerOverrides,
  ): Promise<HandlerResult<Jsonify<T>>>;
}
