import type { IdempotencyErrorCode, SealErrorCode, StoreErrorCode } from './errors';

/** The `type` of an event. Each has a section in docs/reference/events.md. */
export type EventType =
  | 'request'
  | 'begun'
  | 'completed'
  | 'failed'
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
  | 'serializer-down'
  | 'shared-key'
  | 'abandoned-expiring'
  | 'store-down'
  | 'store-up'
  | 'breaker'
  | 'full'
  | 'drained';

/**
 * How a request ended.
 *
 * - `executed`: its operation ran. `kept` says what is stored of it.
 * - `replayed`: it got a stored result or error.
 * - `in-progress`, `mismatch`, `unknown`, `unreplayable`: it was refused because of another request with its key.
 * - `refused`: it was refused for another reason, such as a bad key. `code` says which one.
 * - `unavailable`: the store did not answer.
 * - `unprotected`: its operation ran without protection, by `onStoreDown: 'open'`.
 * - `keyless`: its operation ran, and it had no key.
 * - `passed`: nothing was protected. Its route has called no `execute()`, or its method is not one of `methods`.
 * - `not-started`: its client had left, or somebody else had answered, when its handler was about to run.
 */
export type RequestOutcome =
  | 'executed'
  | 'replayed'
  | 'in-progress'
  | 'mismatch'
  | 'unknown'
  | 'unreplayable'
  | 'refused'
  | 'unavailable'
  | 'unprotected'
  | 'keyless'
  | 'passed'
  | 'not-started';

/**
 * What a store keeps for the next retry: a result, an error, a tombstone in the place of either, a key that is free or silent,
 * or nothing in time (`no`).
 */
export type Kept = 'value' | 'error' | 'tombstone' | 'freed' | 'silent' | 'no';

/** The fields of events. None holds a key, a token, a body or a text of a server. */
export interface EventFields {
  /** Name of the record, for `store.inspect({ id })`. */
  id: string;
  /** First 8 bytes of the key's SHA-256 as base64url, whatever its scope and route. Missing with `keyHint: false`. */
  keyHash: string;
  /**
   * Name of the scope that does not give it away: 8 bytes of an HMAC as base64url, under the current `secret`, or under a random key of
   * the process. Missing without a scope.
   */
  scopeHash: string;
  /** The same of the scope in which the key came first. */
  otherScopeHash: string;
  /** Method and pattern of the route, or the path as sent in response mode. At most 64 characters. Empty without a route. */
  label: string;
  /**
   * Place of the request in your app, from a bounded set. The pattern of the route that calls `execute()`, otherwise the path where
   * `idempotency()` is mounted. Empty for an `IdempotencyHandler`.
   */
  route: string;
  /** Number of the attempt. 0 where it is not known. */
  attempt: number;
  /** A duration in milliseconds. The section of each event says which one. */
  ms: number;
  /** Size in bytes of a result. Missing if it is not known. */
  bytes: number;
  /**
   * Of `request`, the code of its error. Of an event of a store, why it is down. Of `foreign-record` and `serializer-down`, a
   * `SealErrorCode`.
   */
  code: IdempotencyErrorCode | StoreErrorCode | SealErrorCode | (string & {});
  /** Name of the key that a stored result needs and `keys` of `encrypted()` does not have. Only with the code `KEY_UNKNOWN`. */
  keyName: string;
  /** How the request ended. */
  outcome: RequestOutcome;
  /** Whether the caller got the outcome of another request, or of an earlier attempt. */
  cached: boolean;
  /** What the store keeps for the next retry. Missing if the request has not changed it, and got nothing from it. */
  kept: Kept;
  /** HTTP status of a failed operation's error, or of a response in `mode: 'response'`. Missing if there is none. */
  status: number;
  /** HTTP method. `_OTHER` for one that Node does not know, missing for an `IdempotencyHandler`. */
  method: string;
  /** Milliseconds until the store answered who owns the key. */
  claimMs: number;
  /** Milliseconds of waiting for another request with the key. */
  waitMs: number;
  /** Milliseconds for which the operation ran. */
  runMs: number;
  /** Milliseconds until the store answered that it has the outcome. */
  storeMs: number;
  /** The node of a Redis Cluster that is meant, as `status()` names it. */
  node: string;
  /** Operations that still ran when the store was closed. */
  running: number;
  /** Results that were not stored when the store was closed. */
  notStored: number;
}

/** An event with some of the fields. The others are undefined, so that you may destructure any of them. */
type Told<
  Type extends EventType,
  Always extends keyof EventFields,
  Sometimes extends keyof EventFields = never,
> = Type extends EventType
  ? {
      /** Says what happened. Compare it to know the other fields. */
      type: Type;
    } & Pick<EventFields, Always> &
      Partial<Pick<EventFields, Sometimes>> &
      Partial<Record<Exclude<keyof EventFields, Always | Sometimes>, undefined>>
  : never;

/**
 * The end of one request, told once by whoever answers it. `ms`: since it came to the middleware or the handler. The parts are
 * missing if the request did not get to them.
 */
export type RequestEvent = Told<
  'request',
  'outcome' | 'cached' | 'route' | 'ms',
  | 'code'
  | 'kept'
  | 'method'
  | 'id'
  | 'keyHash'
  | 'scopeHash'
  | 'attempt'
  | 'bytes'
  | 'claimMs'
  | 'waitMs'
  | 'runMs'
  | 'storeMs'
>;

/** The run of an operation, told by the process that runs it. `ms`: since it began, but for `begun` and `late-renewal`. */
export type RunEvent =
  | Told<
      | 'begun'
      | 'taken-over'
      | 'freed'
      | 'result-conflict'
      | 'not-stored'
      | 'stored-late'
      | 'error-replaced'
      | 'lease-lost'
      | 'late-renewal',
      'id' | 'label' | 'route' | 'attempt' | 'ms',
      'keyHash'
    >
  | Told<'completed' | 'failed', 'id' | 'label' | 'route' | 'attempt' | 'ms', 'keyHash' | 'status'>;

/** The state of a key that a request found. `silent` and `unknown` are also told by the process that ran the operation. */
export type KeyEvent =
  | Told<
      'mismatch' | 'in-progress' | 'silent' | 'unknown',
      'id' | 'label' | 'route',
      'keyHash' | 'attempt' | 'ms'
    >
  | Told<'abandoned-expiring', 'id' | 'label' | 'route' | 'ms', 'keyHash' | 'attempt'>
  | Told<
      'foreign-record',
      'id' | 'label' | 'route',
      'keyHash' | 'attempt' | 'ms' | 'bytes' | 'code' | 'keyName'
    >
  | Told<'serializer-down', 'id' | 'label' | 'route', 'keyHash' | 'code'>
  | Told<'shared-key', 'id' | 'label' | 'route' | 'scopeHash' | 'otherScopeHash', 'keyHash'>
  | Told<'replayed' | 'full', 'id' | 'label' | 'route', 'keyHash'>
  | Told<'not-replayable', 'id' | 'label' | 'route', 'keyHash' | 'bytes'>;

/** The state of a whole store. */
export type StoreEvent =
  | Told<'store-down' | 'breaker', never, 'code' | 'node'>
  | Told<'store-up', 'ms', 'node'>
  | Told<'drained', 'ms' | 'running' | 'notStored'>;

/** The parameter of `onEvent`, and the first of a logger. Its `type` tells which of the fields it has. */
export type IdempotencyEvent = RequestEvent | RunEvent | KeyEvent | StoreEvent;

/** A logger as pino is. `console` will do. */
export interface Logger {
  /** Gets events of every day: a key was claimed, a result replayed. */
  debug(event: object, message: string): void;
  /** Gets events to know of, such as a freed key. */
  info(event: object, message: string): void;
  /** Gets events to look at, such as a key that was used again. */
  warn(event: object, message: string): void;
  /** Gets events to act on, such as an unknown outcome. Also mistakes of the app, as `{ err }`. */
  error(event: object, message: string): void;
}

export {};
