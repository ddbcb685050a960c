import type { StoreErrorCode } from './errors';

/** The `type` of an event. Each has a section in docs/reference/events.md. */
export type EventType =
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

/** The fields of events. None holds a key, a token, a body or a text of a server. */
export interface EventFields {
  /** Name of the record, for `store.inspect({ id })`. */
  id: string;
  /** First 8 bytes of the key's SHA-256 as base64url, whatever its scope and route. Missing with `keyHint: false`. */
  keyHash: string;
  /** Method and pattern of the route, or the path as sent in response mode. At most 64 characters. Empty without a route. */
  label: string;
  /** Number of the attempt. 0 where it is not known. */
  attempt: number;
  /** A duration in milliseconds. The section of each event says which one. */
  ms: number;
  /** Size in bytes of a result that is not stored. Missing if it is not known. */
  bytes: number;
  /** Why the store is down. */
  code: StoreErrorCode | (string & {});
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

/** The run of an operation, told by the process that runs it. `ms`: since it began, but for `begun` and `late-renewal`. */
export type RunEvent = Told<
  | 'begun'
  | 'taken-over'
  | 'freed'
  | 'result-conflict'
  | 'not-stored'
  | 'stored-late'
  | 'error-replaced'
  | 'lease-lost'
  | 'late-renewal',
  'id' | 'label' | 'attempt' | 'ms',
  'keyHash'
>;

/** The state of a key that a request found. `silent` and `unknown` are also told by the process that ran the operation. */
export type KeyEvent =
  | Told<
      'mismatch' | 'in-progress' | 'silent' | 'unknown',
      'id' | 'label',
      'keyHash' | 'attempt' | 'ms'
    >
  | Told<'abandoned-expiring', 'id' | 'label' | 'ms', 'keyHash' | 'attempt'>
  | Told<'foreign-record', 'id' | 'label', 'keyHash' | 'attempt' | 'ms' | 'bytes'>
  | Told<'replayed' | 'full', 'id' | 'label', 'keyHash'>
  | Told<'not-replayable', 'id' | 'label', 'keyHash' | 'bytes'>;

/** The state of a whole store. */
export type StoreEvent =
  | Told<'store-down' | 'breaker', never, 'code'>
  | Told<'store-up', 'ms'>
  | Told<'drained', 'ms' | 'running' | 'notStored'>;

/** The parameter of `onEvent`, and the first of a logger. Its `type` tells which of the fields it has. */
export type IdempotencyEvent = RunEvent | KeyEvent | StoreEvent;

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
