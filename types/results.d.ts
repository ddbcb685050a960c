/**
 * A value after JSON: what `execute` resolves to, the first time and at every replay. A `Date` is a `string` there, methods are
 * gone, and a `bigint` is `never` because JSON cannot hold it.
 */
export type Jsonify<T> = T extends Uint8Array
  ? Buffer
  : T extends { toJSON(): infer U }
    ? Jsonify<U>
    : T extends string | number | boolean | null | undefined
      ? T
      : T extends bigint | symbol | ((...args: any[]) => unknown)
        ? never
        : T extends readonly (infer U)[]
          ? Jsonify<U>[]
          : T extends object
            ? {
                [K in keyof T as T[K] extends (...args: any[]) => unknown ? never : K]: Jsonify<
                  T[K]
                >;
              }
            : T;

/** The outcome of `req.idempotency.execute()`. */
export interface ExecuteResult<T> {
  /** The operation's result as JSON keeps it, or its own value with `roundTrip: false`. */
  result: T;
  /** Whether the operation ran for an earlier request, so that this is a replay. */
  cached: boolean;
}

/** The outcome of `execute()` of an `IdempotencyHandler`. */
export interface HandlerResult<T> extends ExecuteResult<T> {
  /**
   * Missing if all is well. `'unprotected'`: it ran without the store (`onStoreDown: 'open'`). `'not-stored'`: the result is not
   * stored yet, and is offered again in the background. `'not-replayable'`: the result cannot be stored.
   */
  status?: 'unprotected' | 'not-stored' | 'not-replayable';
}
