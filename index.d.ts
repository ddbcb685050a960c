/// <reference types="node" />
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConnectionOptions } from 'node:tls';

declare global {
  namespace Express {
    interface Request {
      /** Set on every request that passes `idempotency()`. */
      idempotency: onceonly.RequestIdempotency;
    }
    interface Response {
      /** Set while the response is captured (`mode: 'response'`). */
      idempotency?: onceonly.ResponseIdempotency;
    }
  }
}

declare namespace onceonly {
  // ---------------------------------------------------------------- values

  /** What JSON keeps of a value: what `execute` resolves to, the first time and at every replay. */
  type Jsonify<T> = T extends Uint8Array
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

  // ------------------------------------------------------------ the operation

  interface OperationContext {
    /** The client's key; undefined when the request has none and the route does not require one. */
    readonly key: string | undefined;
    /**
     * A UUID-shaped name of the effect: the downstream's own idempotency key, or the value of a UNIQUE column. The same in
     * every attempt and process, for every `secret`, and after the store was wiped. Made of the store's `prefix`, scope,
     * method, path, key and what counts of the request (`fingerprint`): the same key with another body is another effect.
     */
    readonly effectId: string;
    /** 1 for the first attempt of the key. */
    readonly attempt: number;
    /** Grows with every attempt of the key; below 2^53. 0 without a key. */
    readonly fence: number;
    /** Whether an earlier attempt was abandoned and taken over, so that its effect may exist. */
    readonly isRecovery: boolean;
    /** Aborts with LEASE_LOST or OPERATION_TIMEOUT: start no further side effect. */
    readonly signal: AbortSignal;
    /**
     * A UUID-shaped idempotency key for one downstream, derived from `effectId`: the same in every attempt, or with
     * `perAttempt` another one in each.
     */
    readonly downstreamKey: (name: string, options?: { perAttempt?: boolean }) => string;
  }

  interface ExecuteResult<T> {
    result: T;
    /** Whether the operation ran for an earlier request. */
    cached: boolean;
  }

  interface RequestIdempotency {
    /** The key of this request, unquoted, or undefined. */
    readonly key: string | undefined;
    /**
     * Runs `operation` once per key and resolves to its result; every retry gets the same result or the same error.
     * Without a key it just runs, unless `required` is true: then it rejects with IDEMPOTENCY_KEY_REQUIRED.
     *
     * Rejects with what the operation threw, or with an `IdempotencyError`: IDEMPOTENCY_KEY_REUSED,
     * REQUEST_IN_PROGRESS, OUTCOME_UNKNOWN, RESULT_NOT_REPLAYABLE, LOCK_FAILED, BODY_TOO_LARGE, INVALID_BODY,
     * BODY_NOT_READ, BODY_NOT_COMPARABLE, UNSUPPORTED_MEDIA_TYPE, EXECUTE_TWICE, SCOPE_MISSING.
     */
    execute<T>(
      operation: (context: OperationContext) => T | Promise<T>,
      overrides: RouteOverrides & { roundTrip: false },
    ): Promise<ExecuteResult<T>>;
    execute<T>(
      operation: (context: OperationContext) => T | Promise<T>,
      overrides?: RouteOverrides,
    ): Promise<ExecuteResult<Jsonify<T>>>;
  }

  /** What a handler says of its own response in `mode: 'response'`, before it ends it. */
  interface ResponseIdempotency {
    /**
     * This response is not kept: the key is free for another run. Where a timer, a socket timeout or connect-timeout answers,
     * the handler may still run, and the key goes silent instead.
     */
    skip(): void;
    /** Keeps this response for so many seconds instead of `resultTTL`. */
    ttl(seconds: number): void;
  }

  /**
   * A response that `onAbandoned()` found to have been given, in `mode: 'response'`. A header that is not replayed is left
   * out; one with a value that HTTP cannot send is a TypeError.
   */
  interface GivenResponse {
    status: number;
    headers?: Record<string, string | number | readonly (string | number)[]>;
    body?: string | Uint8Array;
  }

  // ---------------------------------------------------------------- options

  type Verdict = boolean | 'store' | 'free' | 'silent';

  /** What the app found out of an attempt whose owner is gone; `result` is a GivenResponse in `mode: 'response'`. */
  type Reconciliation =
    { status: 'completed'; result: unknown } | { status: 'not-started' } | { status: 'unknown' };

  /**
   * Makes the bytes of everything that is stored: results, errors, and what stands for a result that is not kept. `id` is of
   * the record: bind an encryption to it. It may work in place and use its own buffers again.
   */
  interface Serializer {
    /**
     * Whether results are read that this serializer did not make. Set it while results live that were stored before the
     * serializer was set. Default false: such a result is 503 LOCK_FAILED, since anybody who can write to the store could
     * have planted it.
     */
    acceptPlain?: boolean;
    serialize(
      value: any,
      about: { id: string; kind: 'value' | 'error' },
    ): string | Uint8Array | Promise<string | Uint8Array>;
    deserialize(bytes: Buffer, about: { id: string; kind: 'value' | 'error' }): any;
  }

  /** A class of errors. Its constructor is never called. */
  type ErrorClass = abstract new (...args: any[]) => object;

  /** Makes the stored form of errors: `serialize` gives undefined for those it leaves alone, else what JSON can hold. */
  interface ErrorSerializer {
    serialize(error: Error): unknown;
    deserialize(data: any): Error;
  }

  type EventType =
    | 'begun'
    | 'replayed'
    | 'mismatch'
    | 'in-progress'
    | 'silent'
    | 'taken-over'
    | 'freed'
    | 'unknown'
    | 'result-conflict'
    | 'not-stored'
    | 'not-replayable'
    | 'stored-late'
    | 'error-replaced'
    | 'lease-lost'
    | 'late-renewal'
    | 'foreign-record'
    | 'abandoned-expiring'
    | 'store-down'
    | 'store-up'
    | 'breaker'
    | 'full'
    | 'drained';

  /** What happened, in docs/reference/events.md. Never holds a key, a token, a body or a server's text. */
  interface IdempotencyEvent {
    type: EventType;
    /** Of the record, for `store.inspect({ id })`. Absent where the whole store is meant. */
    id?: string;
    /** Of the client's key, whatever its scope and route. */
    keyHash?: string;
    label?: string;
    attempt?: number;
    ms?: number;
    /** not-replayable: the size of the result that is not kept, if it is known. */
    bytes?: number;
    /** Why, of store-down and breaker. */
    code?: string;
    /** drained: operations that still ran, and results that were not stored. */
    running?: number;
    notStored?: number;
  }

  /** As pino has it. */
  interface Logger {
    debug(event: object, message: string): void;
    info(event: object, message: string): void;
    warn(event: object, message: string): void;
    error(event: object, message: string): void;
  }

  /**
   * What of a request counts when its key comes again. Paths are JSON Pointers (`/items/0/id`) or dotted, with `*` for
   * one level (`items.*.id`); they are looked up in JSON and urlencoded bodies. See docs/guides/same-request.md.
   */
  interface FingerprintOptions {
    /** Only these parts of the body count. */
    include?: string[];
    /** These parts of the body do not count, not even inside what is included. */
    exclude?: string[];
    /** Headers whose values count, of requests only. */
    headers?: string[];
    /** Whether the query counts, sorted by name, of requests only. Default true. */
    query?: boolean;
  }

  interface ExecuteOverrides {
    /** Default: all of the body, and the query. false: a key gets its first answer, whatever comes with it later. */
    fingerprint?: FingerprintOptions | false;
    /** Lease of a running operation, seconds, renewed while it runs. Default 20, at most 3600. See docs/guides/crashes-and-recovery.md. */
    lockTTL?: number;
    /** How long a result is replayed, seconds. Default 86400, at most 366 days. */
    resultTTL?: number;
    /** How long an error is replayed, seconds. Default `resultTTL`. */
    errorTTL?: number;
    /** How long a key whose owner died is remembered, seconds. Default 7 days. */
    abandonedTTL?: number;
    /** Longest run of the operation, milliseconds; 0 (default) for no limit. */
    operationTimeoutMs?: number;
    /** A request whose key is in use: 'reject' (default) answers 409 at once, 'wait' waits for the result. */
    inProgress?: 'reject' | 'wait';
    /** How long 'wait' waits before 409, milliseconds. Default 30000. */
    maxWaitMs?: number;
    /**
     * What becomes of an operation that threw, or in `mode: 'response'` of a response (`error` is undefined then): true or
     * 'store' keeps the error for every retry, false or 'free' lets a retry run it again, 'silent' leaves the outcome
     * unknown. It decides about every error, also of an HTTP client, whose effect may exist. 'free' counts as 'silent' while
     * a captured handler may still run, 'store' does for a request whose connection broke before it had come whole.
     */
    storeIf?: (outcome: { status: number; error: unknown }) => Verdict;
    /**
     * Short form of `storeIf`. Default 'all'; 'client' keeps only errors with a status of 400 to 499 and 'none' none, so that
     * an error of an HTTP client, whose effect may exist, frees the key as well.
     */
    cacheErrors?: 'all' | 'client' | 'none' | ((error: unknown) => Verdict);
    /**
     * After the owner of a key died: 'retry' (default) runs the operation again, 'conflict' answers 409 until it is
     * resolved, a function finds out what became of it. 'unknown', or an error, answers 409 and asks again next time.
     */
    onAbandoned?:
      | 'retry'
      | 'conflict'
      | ((context: OperationContext) => Reconciliation | Promise<Reconciliation>);
    /** Attempts per key before the outcome counts as unknown. Default 3. */
    maxAttempts?: number;
    /** HTTP status of IDEMPOTENCY_KEY_REUSED. Default 422; 409 for an API that has promised it. */
    mismatchStatus?: 409 | 422;
    /** Largest result that is kept, in bytes as they are stored (of a response: of its body). Default 1 MiB. */
    maxResultBytes?: number;
    /** false: the first caller gets the operation's own value rather than what a replay will get. Default true. */
    roundTrip?: boolean;
  }

  /** What a request has beside that. */
  interface RouteOverrides extends ExecuteOverrides {
    /** Whether this operation needs a key, on any method. Default false: what the middleware says. */
    required?: boolean;
  }

  /** ioredis's names. */
  interface RedisAddress {
    host?: string;
    /** A number, or a variable of the environment as it is. Default 6379. */
    port?: number | string;
    /** Of a unix socket. */
    path?: string;
    username?: string;
    /** A function is asked before every connection, so that a password can be rotated while the app runs. */
    password?: string | (() => string | Promise<string>);
    /** Default 0. */
    db?: number | string;
    /** true, or the options of Node's `tls.connect()`: `ca`, `cert`, `key`, `servername`, `minVersion`, ... */
    tls?: boolean | ConnectionOptions;
  }

  interface StoreOptions {
    /**
     * `redis://[[user]:password@]host[:port][/db]`, `rediss://` (TLS), `unix:///path.sock`, each with `?db=n`, as text or as a
     * URL object; or an object. Absent: the embedded store. undefined, null and '' are a TypeError.
     */
    redis?: string | URL | RedisAddress;
    /** Prefix of every Redis key and part of every `effectId`, one per service, `[A-Za-z0-9:_.-]{1,64}`. Default 'idem'. */
    prefix?: string;
    /** Milliseconds, at most 2000. Default 1000. */
    connectTimeoutMs?: number;
    /** Milliseconds without a byte from Redis after which the connection counts as dead. Default 1000. */
    commandTimeoutMs?: number;
  }

  type Secret = string | Uint8Array;

  interface HandlerOptions extends StoreOptions, ExecuteOverrides {
    /** A store of your own making instead of `redis`. */
    store?: Store;
    /** How long a request waits for a store that does not answer, milliseconds. Default 2000. */
    budgetMs?: number;
    /** Store down: 'closed' (default) answers 503, 'open' runs the operation unprotected. */
    onStoreDown?: 'closed' | 'open';
    /** Default JSON, see `jsonSerializer`. */
    serializer?: Serializer;
    errorSerializer?: ErrorSerializer;
    /**
     * Classes of your errors: a replayed error is an instance of its class, or of the nearest one that is named, with its own
     * data members. An object gives the names under which they are stored, for minified code and for classes of one name.
     * TypeError for a value that is no error class, for a class of the language, for two of one name in a list, and for a
     * name of one or two letters in a list.
     */
    errorClasses?: readonly ErrorClass[] | Readonly<Record<string, ErrorClass>>;
    onEvent?: (event: IdempotencyEvent) => void;
    logger?: Logger;
    /** Largest body that is fingerprinted, bytes, 0 for no limit. Default 1 MiB. */
    maxBodyBytes?: number;
    /**
     * Makes fingerprints HMACs. `[current, other]` writes under the first and reads records of both; null is "no secret".
     * Which lists to deploy one after the other, so that no retry gets 422, is in docs/guides/same-request.md.
     */
    secret?: Secret | [Secret] | [Secret, Secret | null] | [null, Secret];
    /** Records carry 8 bytes of the key's SHA-256, by which Store.find() knows them. Default true. */
    keyHint?: boolean;
  }

  interface MiddlewareOptions<Req = any> extends HandlerOptions {
    /**
     * 'execute' (default): routes call `req.idempotency.execute()`. 'response': whole responses of untouched routes are
     * captured and replayed. Needs `scope`; `onAbandoned` is 'conflict' and `operationTimeoutMs` 300000 by default.
     */
    mode?: 'execute' | 'response';
    /** Headers that are replayed beside those that always are. Set-Cookie and the like are a TypeError. */
    replayHeaders?: string[];
    /**
     * Short form of `storeIf` in `mode: 'response'`: which responses are kept, as `['2xx', 404]` or a function. By default
     * all but 408, 425, 429, 503 and 504, which leave the outcome unknown.
     */
    cacheStatus?: (number | '2xx' | '3xx' | '4xx' | '5xx')[] | ((status: number) => Verdict);
    /** Default 'Idempotency-Key'. */
    headerName?: string;
    /** Whether a request without a key is refused. Default false. */
    required?: boolean;
    /** With `required` and `onStoreDown: 'open'`: says that you accept duplicates while the store is down. */
    acceptDuplicates?: boolean;
    /** Methods for which `required` refuses and `mode: 'response'` acts. Default POST, PUT, PATCH. */
    methods?: string[];
    /**
     * The user or tenant of a request; read at the first `execute`, or by the middleware in `mode: 'response'`. false: all callers of a route share its keys, on
     * purpose.
     */
    scope?: ((req: Req) => string | Promise<string>) | false;
    /** Takes the place of the request's path in the record's id. */
    route?: string;
    /** 'strict': only a quoted RFC 8941 String is a key. Default 'lenient': also the bare form. */
    keySyntax?: 'lenient' | 'strict';
    /** What a key must match, in either form. Default: `[A-Za-z0-9_.:-]` for bare keys, any RFC 8941 String for quoted ones. */
    keyPattern?: RegExp;
    /**
     * Where the key is instead of the header: read when the middleware runs, by the same rules. undefined: no key.
     * Anything but a string is INVALID_IDEMPOTENCY_KEY; what it throws goes to `next`.
     */
    keySource?: (req: Req) => string | undefined;
  }

  interface RouteOptions<T> extends RouteOverrides {
    /** HTTP status of the answer. Default 200. */
    status?: number;
    /** Headers of the answer, made from the result so that a replay has the same. */
    headers?: (result: Jsonify<T>) => Record<string, string>;
  }

  // ---------------------------------------------------------------- stores

  /**
   * A key, what a middleware stored, or the id of a log line. `path`: without its query, in any letter case, with or
   * without its last slash. For `check` and `store` use the letter case of the request.
   */
  type Address =
    | string
    | {
        key: string;
        method?: string;
        path?: string;
        scope?: string;
        /** Whether the app has `strict routing`. Default false. */
        strict?: boolean;
        /** Whether the app has `case sensitive routing`. Default false. */
        caseSensitive?: boolean;
      }
    | { id: string };

  interface Inspection {
    /** 'silent': the lease has passed; 'unknown': for so long that the next request decides what becomes of the key. */
    state: 'running' | 'silent' | 'unknown' | 'freed' | 'done';
    /** 'tombstone': a result or an error that could not be kept; a retry gets RESULT_NOT_REPLAYABLE. */
    kind: 'value' | 'error' | 'tombstone' | null;
    attempt: number;
    fence: number;
    /** When the attempt began or the result was stored, by the store's clock. */
    createdAt: Date;
    /** Seconds until the store forgets it. */
    expiresIn: number;
    /** Seconds left of a running lease, else null. */
    leaseLeft: number | null;
    /** Method and route. */
    label: string;
    id: string;
    /** Size of the stored payload. */
    bytes: number;
  }

  interface StoreStatus {
    /** 'idle': no connection yet, or none needed now. 'down': out of reach for over a second, or refusing. */
    state: 'idle' | 'connecting' | 'ready' | 'down' | 'closed';
    /** Why the last connection ended or could not be made (docs/guides/redis.md), null while all is well. */
    lastError: string | null;
  }

  /** Every method rejects with LOCK_FAILED when the store does not answer within two seconds. */
  interface Store {
    /**
     * The stored value, or null for an unknown address. Rejects with IDEMPOTENCY_KEY_REUSED for other `params`,
     * REQUEST_IN_PROGRESS while an operation runs, RESULT_NOT_REPLAYABLE for a result that was not kept, LOCK_FAILED for one
     * that `serializer` did not make, and with a stored error.
     */
    check(
      address: Address,
      params?: unknown,
      options?: { mismatchStatus?: 409 | 422; serializer?: Serializer },
    ): Promise<any>;
    /**
     * True if newly stored, false if a value existed. `ttl` in seconds, default 86400. Rejects with
     * IDEMPOTENCY_KEY_REUSED for other `params`.
     */
    store(
      address: Address,
      value: unknown,
      params?: unknown,
      options?: {
        ttl?: number;
        keyHint?: boolean;
        mismatchStatus?: 409 | 422;
        serializer?: Serializer;
      },
    ): Promise<boolean>;
    inspect(address: Address): Promise<Inspection | null>;
    /** What has no result yet, oldest first, at most `limit` (1000): all of it or that of one state. */
    list(options?: {
      state?: 'running' | 'silent' | 'unknown' | 'freed';
      limit?: number;
    }): Promise<Inspection[]>;
    /** Every record of a key, whatever its scope, method and path; none that was written with `keyHint: false`. */
    find(key: string): Promise<Inspection[]>;
    /**
     * Settles a key whose owner is gone with a result, or with a whole response in response mode, or frees it for the
     * next request. True if it did, false if there was nothing to settle. REQUEST_IN_PROGRESS while the lease lasts. `ttl` in seconds, default 86400.
     * `serializer`: that of the middleware, which reads nothing else. TypeError for a header that HTTP cannot send or that is
     * never replayed.
     */
    resolve(
      address: Address,
      outcome:
        | { result: unknown; ttl?: number; serializer?: Serializer }
        | {
            response: {
              status: number;
              headers?: Record<string, string | number | readonly (string | number)[]>;
              body?: string | Uint8Array;
            };
            ttl?: number;
            serializer?: Serializer;
          }
        | { free: true },
    ): Promise<boolean>;
    /** True if something was removed. REQUEST_IN_PROGRESS for a running one unless `force`. */
    remove(address: Address, options?: { force?: boolean }): Promise<boolean>;
    /** Whether the store can be used now; asks nobody. */
    status(): StoreStatus;
    /**
     * Refuses new work with LOCK_FAILED, waits at most `drain` milliseconds (default 0) for running operations to finish
     * and be stored, and closes. The key of one that still runs is kept until its lease is over; its result is not stored.
     */
    close(options?: { drain?: number }): Promise<void>;
  }

  interface MemoryStore extends Store {}
  class MemoryStore {
    /**
     * Defaults: 100,000 entries, 256 MiB, the prefix 'idem'. It takes `maxEntries / resultTTL` new keys a second: 1.16 by
     * default. ONCEONLY_MEMORY_STORE_FILLING warns at three quarters; a full store refuses new keys with LOCK_FAILED.
     */
    constructor(options?: { maxEntries?: number; maxBytes?: number; prefix?: string });
  }

  interface RedisStore extends Store {}
  class RedisStore {
    constructor(options: StoreOptions & { redis: string | URL | RedisAddress });
  }

  // --------------------------------------------------- a store in JavaScript

  interface TimedCall {
    /** 43 characters of base64url. */
    id: string;
    /** Milliseconds the caller will wait. */
    timeoutMs: number;
  }

  interface BeginCall extends TimedCall {
    /** 22 characters of base64url, fresh per attempt; a begin that is sent again carries the same. */
    token: string;
    /**
     * 49 characters of base64url. Two whose last 6 differ were taken under different options and cannot be compared:
     * 'foreign', not 'mismatch'.
     */
    fingerprint: string;
    /** Fingerprint under the previous secret, or ''; a record with either one matches. */
    otherFingerprint: string;
    /** 11 characters that tell the key's records from others without the scope, or ''. */
    hint: string;
    label: string;
    leaseMs: number;
    /** How long the lock record is kept after its last renewal. */
    keepMs: number;
    onAbandoned: 'retry' | 'conflict';
    maxAttempts: number;
  }

  interface CompleteCall extends TimedCall {
    token: string;
    fingerprint: string;
    /** As in BeginCall; '' where it is left out. */
    otherFingerprint?: string;
    hint: string;
    label: string;
    fence: number;
    attempt: number;
    ttlMs: number;
    /** 'tombstone' stands for a value that could not be kept. What stands for an error is an 'error'. */
    kind: 'value' | 'error' | 'tombstone';
    /** false: an offer from outside, for which a removed lock is no lock. */
    isOwner: boolean;
    payload: Buffer;
  }

  interface RenewCall extends TimedCall {
    token: string;
    leaseMs: number;
    keepMs: number;
  }

  interface ReleaseCall extends TimedCall {
    token: string;
    reason: 'undo' | 'free' | 'silent';
  }

  interface StoredResult {
    /** Until the result is gone; 0 if the store does not know. */
    leftMs: number;
    kind: 'value' | 'error' | 'tombstone';
    payload: Buffer;
    fingerprint: string;
  }

  type BeginAnswer =
    /** `isRecovery`: an earlier attempt was taken over, and its outcome is not known. */
    | { state: 'own'; fence: number; attempt: number; isRecovery: boolean; leftMs: number }
    | ({ state: 'done' } & StoredResult)
    | { state: 'running'; leftMs: number; elapsedMs: number }
    | { state: 'silent'; leftMs: number }
    /** `leftMs`: until the record is gone. */
    | { state: 'unknown'; attempt: number; leftMs: number }
    | { state: 'mismatch' | 'late' | 'foreign' };

  type CompleteAnswer =
    | {
        state:
          | 'stored'
          | 'late-win'
          | 'adopted'
          | 'replaced'
          | 'duplicate'
          | 'mismatch'
          | 'fenced'
          | 'gone'
          | 'foreign';
      }
    | ({ state: 'lost' } & StoredResult);

  type InspectAnswer =
    { state: 'absent' | 'foreign' } | ({ fingerprint: string; payload?: Buffer } & FoundRecord);

  type FoundRecord = {
    fence: number;
    attempt: number;
    /** When the attempt began or the result was stored, in milliseconds since 1970 of the store's clock. */
    beganMs: number;
    /** Of the lease of a running record, or until a silent one may be taken over. */
    leftMs: number;
    /** Until the record is gone. */
    expiresMs: number;
    label: string;
    /** Of the payload; 0 for a lock. */
    bytes: number;
  } & (
    | { state: 'running' | 'silent' | 'unknown' | 'freed' }
    | { state: 'done'; kind: 'value' | 'error' | 'tombstone' }
  );

  interface ResolveCall extends TimedCall {
    /** 'none': the key is free for the next begin. */
    kind: 'value' | 'none';
    payload: Buffer;
    ttlMs: number;
  }

  interface ScanCall {
    /** '0', or what the page before has given. */
    cursor: string;
    /** true: the result records; false: the lock records, without those removed. */
    results: boolean;
    /** Only records with this hint; '' for all. */
    hint: string;
    timeoutMs: number;
  }

  /** 'resolved'; or why not: the lease is not over, there is a result, the key is free, there is nothing. */
  type ResolveAnswer = {
    state: 'resolved' | 'running' | 'done' | 'freed' | 'absent' | 'foreign';
  };
  /** A cursor of '0' ends the scan. A record may be on two pages. */
  type ScanAnswer = {
    state: 'scanned';
    cursor: string;
    entries: Array<{ id: string } & FoundRecord>;
  };

  /** A record as a store holds it. */
  interface FoundRecordBytes {
    /** Exactly the bytes that were written. */
    record: Uint8Array;
    /** Milliseconds until the record is gone; 0 or more. */
    ttlMs: number;
    /** The time of the server in milliseconds since 1970, when `ttlMs` was read. */
    now?: number;
  }

  /** `now`: the time of the server, in milliseconds since 1970, at the write or after it. */
  type WrittenRecord = true | { now: number };

  /**
   * The three functions of a store, and what it may have beside them: see docs/guides/custom-stores.md. They keep one record for
   * each id, 43 characters of base64url in which case matters. Each may return a promise. One that throws is called
   * again until `budgetMs` is over; throw a StoreError to say that it wrote nothing, or that another call cannot help.
   */
  interface RecordFunctions {
    /** Writes `record` for `ttlMs` milliseconds if there is none. false, or what stands there: nothing was written. */
    insert(
      id: string,
      record: Buffer,
      ttlMs: number,
    ): WrittenRecord | false | FoundRecordBytes | Promise<WrittenRecord | false | FoundRecordBytes>;
    /** What stands there, or null. A record whose time is over does not exist. */
    look(id: string): FoundRecordBytes | null | Promise<FoundRecordBytes | null>;
    /**
     * Writes `record`, or removes what is there if it is null, if what stands there is byte for byte `expected`. Keeps the
     * time that is left if `ttlMs` is undefined. One atomic step. false, null or what stands there: nothing was written.
     */
    swap(
      id: string,
      expected: Buffer,
      record: Buffer | null,
      ttlMs?: number,
    ):
      | WrittenRecord
      | false
      | null
      | FoundRecordBytes
      | Promise<WrittenRecord | false | null | FoundRecordBytes>;
    /**
     * For Store.list() and Store.find(): one bounded page. `cursor` is null for the first page, else what the page before
     * had; the last page has null. A record may be its first 512 bytes, with its whole length in `bytes`.
     */
    list?(cursor: string | null): RecordPage | Promise<RecordPage>;
    /**
     * On a shared store: calls `onWake()` when another process has called `notify(id)`, any number of times, until
     * `unwatch()`. `ready` resolves when changes begin to be told; absent: they are already. Only a hint, and what it
     * throws is ignored: without it, requests that wait look up to eight times a second.
     */
    watch?(id: string, onWake: () => void): { ready?: Promise<void>; unwatch(): void };
    /** Called after a change that somebody waits for. What it throws is ignored. */
    notify?(id: string): unknown;
    status?(): Partial<StoreStatus>;
    close?(): void | Promise<void>;
  }

  interface RecordPage {
    cursor: string | null;
    entries: Array<{ id: string; bytes?: number } & FoundRecordBytes>;
  }

  /** The six verbs, the older form of a store, and what it may have beside them. Each may be async; one that throws counts as "may have run" unless it throws a StoreError. */
  interface StoreVerbs {
    begin(call: BeginCall): BeginAnswer | Promise<BeginAnswer>;
    complete(call: CompleteCall): CompleteAnswer | Promise<CompleteAnswer>;
    renew(call: RenewCall): RenewAnswer | Promise<RenewAnswer>;
    release(call: ReleaseCall): ReleaseAnswer | Promise<ReleaseAnswer>;
    inspect(call: TimedCall & { withPayload: boolean }): InspectAnswer | Promise<InspectAnswer>;
    remove(call: TimedCall & { force: boolean }): RemoveAnswer | Promise<RemoveAnswer>;
    /** For Store.resolve(). */
    resolve?(call: ResolveCall): ResolveAnswer | Promise<ResolveAnswer>;
    /** For Store.list() and Store.find(): one bounded page. */
    scan?(call: ScanCall): ScanAnswer | Promise<ScanAnswer>;
    /**
     * Calls `onWake()` when the key of that id has changed, any number of times, until `unwatch()`. `ready` resolves when
     * changes begin to be told; absent: they are already. Only a hint, and what it throws is ignored: without it,
     * requests that wait look up to eight times a second.
     */
    watch?(id: string, onWake: () => void): { ready?: Promise<void>; unwatch(): void };
    status?(): Partial<StoreStatus>;
    close?(): void | Promise<void>;
  }

  type RenewAnswer = { state: 'renewed' | 'done' | 'lost' | 'gone' | 'foreign' };
  type ReleaseAnswer = { state: 'released' | 'lost' | 'gone' | 'foreign' };
  /** `attempt` holds the number of records removed. */
  type RemoveAnswer = { state: 'removed'; attempt: number } | { state: 'running' | 'foreign' };

  class StoreError extends Error {
    constructor(
      code: string,
      message: string,
      options?: { retry?: 'no' | 'safe' | 'ambiguous'; cause?: unknown },
    );
    readonly code: string;
    readonly retry: 'no' | 'safe' | 'ambiguous';
  }

  // ---------------------------------------------------------------- errors

  type IdempotencyErrorCode =
    | 'IDEMPOTENCY_KEY_REQUIRED'
    | 'INVALID_IDEMPOTENCY_KEY'
    | 'INVALID_BODY'
    | 'BODY_TOO_LARGE'
    | 'UNSUPPORTED_MEDIA_TYPE'
    | 'IDEMPOTENCY_KEY_REUSED'
    | 'REQUEST_IN_PROGRESS'
    | 'OUTCOME_UNKNOWN'
    | 'RESULT_NOT_REPLAYABLE'
    | 'TOO_MANY_WAITERS'
    | 'LOCK_FAILED'
    | 'LEASE_LOST'
    | 'OPERATION_TIMEOUT'
    | 'BODY_NOT_READ'
    | 'BODY_NOT_COMPARABLE'
    | 'EXECUTE_TWICE'
    | 'RESPONSE_NOT_CAPTURABLE'
    | 'SCOPE_MISSING'
    | 'NOT_MOUNTED';

  class IdempotencyError extends Error {
    constructor(
      code: IdempotencyErrorCode,
      options?: {
        message?: string;
        status?: number;
        headers?: Record<string, string>;
        cause?: unknown;
        retryable?: boolean;
      },
    );
    readonly code: IdempotencyErrorCode;
    readonly status: number;
    readonly statusCode: number;
    /** Whether the message may be shown to the client. */
    readonly expose: boolean;
    /** Whether the same request may be sent again. */
    readonly retryable: boolean;
    readonly headers: Record<string, string>;
  }

  // ------------------------------------------------------------- functions

  type Handler = (req: any, res: any, next: (error?: any) => void) => void;
  type ErrorHandler = (error: any, req: any, res: any, next: (error?: any) => void) => void;

  /**
   * Express middleware that puts `req.idempotency` on every request. TypeError or RangeError for a bad option. The second
   * one that a request passes refines the first: the options that it leaves out are those of the first.
   */
  function idempotency(options?: MiddlewareOptions): Handler;
  /**
   * Express error middleware: IdempotencyErrors become `application/problem+json`, with `retryAfter` in seconds where they
   * have it; every other error goes on. Those of status 500, which are mistakes of the app, are logged with their cause: as
   * `logger.error({ err }, message)` to this logger or that of the request's `idempotency()`, else to standard error, but
   * not with NODE_ENV=test.
   */
  function idempotencyErrors(options?: { logger?: Pick<Logger, 'error'> }): ErrorHandler;
  /** A route whose operation runs once per key and whose result is sent as JSON. */
  function idempotentRoute<T, Req = any>(
    operation: (req: Req, context: OperationContext) => T | Promise<T>,
    options?: RouteOptions<T>,
  ): (req: Req, res: any, next: (error?: any) => void) => Promise<void>;
  /** Forwards what an async handler rejects with to `next` (Express 4). */
  function asyncRoute<Req = any, Res = any>(
    handler: (req: Req, res: Res, next: (error?: any) => void) => unknown,
  ): (req: Req, res: Res, next: (error?: any) => void) => Promise<void>;

  /** Idempotent execution without a web framework. */
  class IdempotencyHandler {
    constructor(options?: HandlerOptions);
    execute<T>(
      key: string,
      body: unknown,
      operation: (context: OperationContext) => T | Promise<T>,
      overrides: ExecuteOverrides & { scope?: string; roundTrip: false },
    ): Promise<ExecuteResult<T> & { status?: 'unprotected' | 'not-stored' | 'not-replayable' }>;
    execute<T>(
      key: string,
      body: unknown,
      operation: (context: OperationContext) => T | Promise<T>,
      overrides?: ExecuteOverrides & { scope?: string },
    ): Promise<
      ExecuteResult<Jsonify<T>> & { status?: 'unprotected' | 'not-stored' | 'not-replayable' }
    >;
  }

  /** The store for these settings; equal settings in one process share one. */
  function createStore(options?: StoreOptions): Store;
  /**
   * A store in JavaScript, made of three functions that keep records; `onceonly/contract` checks them. `shared`: other
   * processes see the records, default false. `prefix`: part of every `effectId`, one per service, default 'idem'. Throws a TypeError
   * that names a function that is missing.
   */
  function defineStore(
    functions: RecordFunctions,
    options?: { shared?: boolean; prefix?: string },
  ): Store;
  /** @deprecated Give it `insert`, `look` and `swap`. Warns with ONCEONLY_STORE_OF_VERBS. */
  function defineStore(methods: StoreVerbs, options?: { shared?: boolean; prefix?: string }): Store;

  /** RFC 8785 text of JSON text (string or UTF-8 bytes) or of any other value. Throws a SyntaxError with a `code`. */
  function canonicalize(json: unknown): string;
  /** SHA-256 of the fingerprint text, 64 lower-case hex digits. Throws a SyntaxError with a `code`. */
  function fingerprint(json: unknown): string;
  /** The form of stored values by default: JSON, but undefined and a top-level Buffer as exactly that. */
  const jsonSerializer: {
    serialize(value: unknown): Buffer;
    deserialize(bytes: Buffer): any;
  };

  /** For `express.json({ verify: captureRawBody })`. */
  function captureRawBody(req: IncomingMessage, res: ServerResponse, buffer: Buffer): void;
  /** A UUIDv4 for a client to send. */
  function generateIdempotencyKey(): string;
}

export = onceonly;
