import type { IdempotencyEvent, Logger } from './events';
import type { ExpressRequest } from './framework';
import type { OperationContext, Outcome, Reconciliation, Verdict } from './operation';
import type { StoreOptions } from './redis';
import type { ErrorSerializer, Serializer } from './serializers';
import type { Store } from './store';

/**
 * The parts of a request that must be the same when its key comes again. Paths are JSON Pointers (`/items/0/id`) or dotted, with
 * `*` for one level (`items.*.id`). They are looked up in JSON and urlencoded bodies. See docs/guides/same-request.md.
 */
export interface FingerprintOptions {
  /**
   * Only these parts of the body count. Use it for bodies with many fields that change.
   *
   * @defaultValue none
   */
  include?: string[];
  /**
   * These parts of the body do not count, not even inside an included one. Use it for a field that changes with each try, such
   * as a timestamp.
   *
   * @defaultValue none
   */
  exclude?: string[];
  /**
   * Headers whose values count, on requests only. Use it if a header changes the operation.
   *
   * @defaultValue none
   */
  headers?: string[];
  /**
   * Whether the query counts, sorted by name, on requests only.
   *
   * @defaultValue `true`
   */
  query?: boolean;
}

/** Options that a single call may override. */
export interface ExecuteOverrides {
  /**
   * The parts of a request that must be the same in a retry: by default all of the body, and the query. `false` counts only the
   * key: it gets its first response, with any body.
   *
   * @defaultValue `{}`
   */
  fingerprint?: FingerprintOptions | false;
  /**
   * Lease of a running operation in seconds, at most 3600. It is renewed while the operation runs, so it may be shorter than the
   * operation. Lower it for a faster takeover after a crash.
   *
   * @defaultValue `20`
   */
  lockTTL?: number;
  /**
   * Seconds for which a result is replayed, at most 366 days. Keep it longer than your clients retry.
   *
   * @defaultValue `86400`
   */
  resultTTL?: number;
  /**
   * Seconds for which an error is replayed, at most 366 days. Lower it if a failed request should soon be free to run again.
   *
   * @defaultValue `resultTTL`
   */
  errorTTL?: number;
  /**
   * Seconds for which a key whose process died is remembered, at most 366 days. Raise it if your operators need more time to
   * resolve it.
   *
   * @defaultValue `604800`
   */
  abandonedTTL?: number;
  /**
   * Longest run of an operation in milliseconds, or 0 for no limit. After it the client gets 409, and `signal` aborts. Your code
   * is not stopped.
   *
   * @defaultValue `0`, and `300000` with `mode: 'response'`
   */
  operationTimeoutMs?: number;
  /**
   * A duplicate of a running request. `'reject'` answers 409 at once, `'wait'` waits for the first response.
   *
   * @defaultValue `'reject'`
   */
  inProgress?: 'reject' | 'wait';
  /**
   * Longest wait of `inProgress: 'wait'` in milliseconds. Then the answer is 409. Keep it below the timeout of your proxy.
   *
   * @defaultValue `30000`
   */
  maxWaitMs?: number;
  /**
   * Decides what happens after an error, or in `mode: 'response'` after every response. `true` or `'store'` keeps it for every
   * retry, `false` or `'free'` lets a retry run again, `'silent'` leaves the outcome unknown.
   *
   * It decides about every error, also of an HTTP client whose effect may exist: a wrong `false` may charge twice. `'free'` counts
   * as `'silent'` while a captured handler may still run, and `'store'` does for a request that broke off before its body had come.
   *
   * @defaultValue none
   */
  storeIf?: (outcome: Outcome) => Verdict;
  /**
   * Short form of `storeIf`. `'client'` stores only errors with a status of 400 to 499, `'none'` no error. Both free a key after a
   * failed call to another service, whose effect may exist: use them only if a second run is harmless.
   *
   * @defaultValue `'all'`
   */
  cacheErrors?: 'all' | 'client' | 'none' | ((error: unknown) => Verdict);
  /**
   * Decides about a key whose process died. `'retry'` runs the operation again with the same `effectId`. `'conflict'` answers 409
   * until you resolve the key. A function finds out whether the effect exists. If it throws, the client gets 409 and the next
   * request asks again.
   *
   * @defaultValue `'retry'`, and `'conflict'` with `mode: 'response'`
   */
  onAbandoned?:
    | 'retry'
    | 'conflict'
    | ((context: OperationContext) => Reconciliation | Promise<Reconciliation>);
  /**
   * Attempts per key before its outcome counts as unknown, 1 to 1000. It stops an operation that kills its process.
   *
   * @defaultValue `3`
   */
  maxAttempts?: number;
  /**
   * HTTP status of IDEMPOTENCY_KEY_REUSED. Set 409 only if your API has promised it.
   *
   * @defaultValue `422`
   */
  mismatchStatus?: 409 | 422;
  /**
   * Largest result that is stored, in bytes as they are stored, at most 64 MiB. In `mode: 'response'`, the largest body. A retry
   * of a larger one gets 409. Raise it for large exports.
   *
   * @defaultValue `1048576`
   */
  maxResultBytes?: number;
  /**
   * Whether the first caller gets the result as JSON keeps it, as a replay does. `false` gives the operation's own value.
   *
   * @defaultValue `true`
   */
  roundTrip?: boolean;
}

/** The form of the per-call options with which `execute` resolves to the operation's own value. */
export interface OwnValue {
  /** The first caller gets the operation's own value, and a replay the value as JSON keeps it. */
  roundTrip: false;
}

/** Options that a route or a call of `req.idempotency.execute()` may override. */
export interface RouteOverrides extends ExecuteOverrides {
  /**
   * Whether this operation needs a key, on any method. Set it on a route that moves money.
   *
   * @defaultValue the option of `idempotency()`
   */
  required?: boolean;
}

/** A key for fingerprints: text or bytes, 32 bytes or more. */
export type Secret = string | Uint8Array;

/** A class of errors. Its constructor is never called. */
export type ErrorClass = abstract new (...args: any[]) => object;

/** Options of an `IdempotencyHandler`, and of the middleware too. */
export interface HandlerOptions extends StoreOptions, ExecuteOverrides {
  /**
   * A store that you made, instead of `redis`. Pass it if you also call its methods, for example `close()` at shutdown.
   *
   * @defaultValue none
   */
  store?: Store;
  /**
   * Longest wait for a store that does not answer, in milliseconds, at most 60000. Then the answer is 503. Lower it if your
   * callers give up earlier.
   *
   * @defaultValue `2000`
   */
  budgetMs?: number;
  /**
   * Store down: `'closed'` answers 503, `'open'` runs the operation unprotected. Choose `'open'` only if a duplicate is cheaper
   * than an outage.
   *
   * @defaultValue `'closed'`
   */
  onStoreDown?: 'closed' | 'open';
  /**
   * Makes all stored bytes. Set it to encrypt results, or to keep values that JSON cannot hold. Without it: `jsonSerializer`.
   *
   * @defaultValue none
   */
  serializer?: Serializer;
  /**
   * Makes the stored form of errors. Set it for classes with private members.
   *
   * @defaultValue none
   */
  errorSerializer?: ErrorSerializer;
  /**
   * Classes of your errors. A replayed error is an instance of its class, or of the nearest one that is named, with its own data
   * members. Name each class that your error handler asks for.
   *
   * An object gives the names under which they are stored, for minified code and for classes of one name. TypeError for a value
   * that is no error class, a class of the language, two of one name in a list, or a name of one or two letters in a list.
   *
   * @defaultValue none
   */
  errorClasses?: readonly ErrorClass[] | Readonly<Record<string, ErrorClass>>;
  /**
   * Called with every event, for metrics. An exception in it never reaches a request.
   *
   * @defaultValue none
   */
  onEvent?: (event: IdempotencyEvent) => void;
  /**
   * Called with every event as pino is, `logger.warn(event, message)`. `console` will do.
   *
   * @defaultValue none
   */
  logger?: Logger;
  /**
   * Largest request body that is fingerprinted, in bytes, or 0 for no limit. A larger one is 413. Raise it together with the
   * `limit` of your body parser.
   *
   * @defaultValue `1048576`
   */
  maxBodyBytes?: number;
  /**
   * Makes fingerprints HMACs, so that nobody who reads the store can test guesses about a body. `[current, other]` writes under the
   * first and reads records of both. null is "no secret". Set, rotate and remove it in the steps of docs/guides/same-request.md:
   * otherwise retries get 422.
   *
   * @defaultValue none
   */
  secret?: Secret | [Secret] | [Secret, Secret | null] | [null, Secret];
  /**
   * Whether records carry 8 bytes of the key's SHA-256, by which `store.find()` knows them. `false` leaves them out.
   *
   * @defaultValue `true`
   */
  keyHint?: boolean;
}

/** Options of `idempotency()`. `Req` is the type of your requests: Express's own unless you give another. */
export interface MiddlewareOptions<Req = ExpressRequest> extends HandlerOptions {
  /**
   * `'execute'`: routes call `req.idempotency.execute()`, or are made by `idempotentRoute()`. `'response'`: whole responses of
   * untouched routes are captured and replayed. It needs `scope`.
   *
   * @defaultValue `'execute'`
   */
  mode?: 'execute' | 'response';
  /**
   * Headers to replay beside those that always are. Only with `mode: 'response'`. Set-Cookie and the like are a TypeError.
   *
   * @defaultValue none
   */
  replayHeaders?: string[];
  /**
   * Short form of `storeIf` in `mode: 'response'`: the responses to store, as `['2xx', 404]` or a function. Without it all but 408,
   * 425, 429, 503 and 504, which leave the outcome unknown.
   *
   * @defaultValue none
   */
  cacheStatus?: (number | '2xx' | '3xx' | '4xx' | '5xx')[] | ((status: number) => Verdict);
  /**
   * Name of the header that holds the key. Change it only for clients that already send another one.
   *
   * @defaultValue `'Idempotency-Key'`
   */
  headerName?: string;
  /**
   * Whether a request without a key is refused. Set it on routes that move money.
   *
   * @defaultValue `false`
   */
  required?: boolean;
  /**
   * Confirms that you accept duplicates while the store is down: `required` with `onStoreDown: 'open'` throws without it.
   *
   * @defaultValue `false`
   */
  acceptDuplicates?: boolean;
  /**
   * Methods on which `required` refuses and `mode: 'response'` acts. Add DELETE if your clients send keys with it.
   *
   * @defaultValue `['POST', 'PUT', 'PATCH']`
   */
  methods?: string[];
  /**
   * Gives the user or tenant of a request. Two users who send the same key then never share a response. Return an id that never
   * changes. `false` says that all callers of a route share its keys.
   *
   * It is read at the first `execute`, or by the middleware in `mode: 'response'`.
   *
   * @defaultValue none
   */
  scope?: ((req: Req) => string | Promise<string>) | false;
  /**
   * Takes the place of the request's path in the name of a record. Give two URLs of one handler the same `route`.
   *
   * @defaultValue none
   */
  route?: string;
  /**
   * `'strict'` takes only a quoted key (an RFC 8941 String), `'lenient'` also the bare form.
   *
   * @defaultValue `'lenient'`
   */
  keySyntax?: 'lenient' | 'strict';
  /**
   * Pattern that a key must match, in either form. Without it a bare key is 1 to 255 of `[A-Za-z0-9_.:-]`, a quoted one any RFC 8941
   * String. Set it to insist on UUIDs.
   *
   * @defaultValue none
   */
  keyPattern?: RegExp;
  /**
   * Reads the key from another place than a header, when the middleware runs, by the same rules. undefined: no key. Anything but
   * a string is INVALID_IDEMPOTENCY_KEY. An exception in it goes to `next`.
   *
   * @defaultValue none
   */
  keySource?: (req: Req) => string | undefined;
  /**
   * Gives the `route` of a request in events. Set it if the path where `idempotency()` is mounted says too little. Return one of a
   * few names, never a path as sent: a process has 500 of them, and later ones are `other`.
   *
   * It is read only if somebody listens. Where it gives no text, the route has its usual name.
   *
   * @defaultValue none
   */
  eventRoute?: (req: Req) => string | undefined;
}
