import type {
  AttemptGuard,
  DiagnoseOptions,
  Diagnosis,
  EraseOptions,
  EraseReport,
  ListOptions,
  PurgeOptions,
  PurgeReport,
  ReadOptions,
  ReadyOptions,
  RecordList,
  RemoveOptions,
  StatsOptions,
  StoredOutcome,
  StoreStats,
  WholeScan,
} from './operate';
import type { ResponseHeaders } from './operation';
import type { RedisAddress, StoreOptions } from './redis';
import type { Serializer } from './serializers';

/** A record as you name it: a key, the parts that a middleware used, or the id from an event. */
export type Address = string | RequestAddress | RecordAddress;

/** The parts of a request that name its record. */
export interface RequestAddress {
  /** The client's key. */
  key: string;
  /**
   * HTTP method. Give it for a record of the middleware.
   *
   * @defaultValue none
   */
  method?: string;
  /**
   * Path without its query, in any letter case, with or without its last slash. For `check` and `store` use the letter case of
   * the request. With the option `route`, give that.
   *
   * @defaultValue none
   */
  path?: string;
  /**
   * What `scope` gave for the request.
   *
   * @defaultValue none
   */
  scope?: string;
  /**
   * Whether the app has `strict routing`.
   *
   * @defaultValue `false`
   */
  strict?: boolean;
  /**
   * Whether the app has `case sensitive routing`.
   *
   * @defaultValue `false`
   */
  caseSensitive?: boolean;
}

/** The name of a record. */
export interface RecordAddress {
  /** The `id` of an event or of an `Inspection`. */
  id: string;
}

/**
 * State of a record. `'running'`: an operation runs. `'silent'`: its lease has passed. `'unknown'`: for so long that the next
 * request decides about the key. `'freed'`: the next request runs the operation. `'done'`: there is a result.
 */
export type RecordState = 'running' | 'silent' | 'unknown' | 'freed' | 'done';

/** A record without its value. */
export interface Inspection {
  /** State of the key. */
  state: RecordState;
  /**
   * Kind of the outcome, or null without one. `'tombstone'`: a result or an error that could not be kept. A retry gets
   * RESULT_NOT_REPLAYABLE.
   */
  kind: 'value' | 'error' | 'tombstone' | null;
  /** Number of the latest attempt. */
  attempt: number;
  /** Number that grows with every attempt of the key. */
  fence: number;
  /** Time at which the attempt began or the result was stored, by the store's clock. */
  createdAt: Date;
  /** Seconds since `createdAt`, by the store's clock. */
  age: number;
  /** Seconds until the store forgets the record. */
  expiresIn: number;
  /** Seconds left of a running lease, else null. */
  leaseLeft: number | null;
  /** Method and route. */
  label: string;
  /** Name of the record, for `{ id }`. */
  id: string;
  /** Size of the stored payload in bytes. */
  bytes: number;
}

/** Whether a store can be used now. */
export interface StoreStatus {
  /**
   * `'idle'`: no connection yet, or none needed now. `'down'`: out of reach for over a second, or refusing. `'degraded'`: some nodes of
   * a cluster are down. The keys of the other nodes are served.
   */
  state: 'idle' | 'connecting' | 'ready' | 'degraded' | 'down' | 'closed';
  /** Code of the reason for which the last connection ended or failed (docs/guides/redis.md), or null while all is well. */
  lastError: string | null;
  /**
   * The primaries of a Redis Cluster. Not there for any other store.
   *
   * @defaultValue none
   */
  nodes?: StoreNode[];
}

/** A node of a Redis Cluster, as `status()` shows it. */
export interface StoreNode {
  /** `host:port` as the cluster tells it, an IPv6 address in brackets. */
  address: string;
  /** As the `state` of a store that has one server. */
  state: 'idle' | 'connecting' | 'ready' | 'down' | 'closed';
  /** As the `lastError` of the store. */
  lastError: string | null;
}

/** Options of `check()`. */
export interface CheckOptions {
  /**
   * Status of IDEMPOTENCY_KEY_REUSED.
   *
   * @defaultValue `422`
   */
  mismatchStatus?: 409 | 422;
  /**
   * The serializer of the middleware, if it has one.
   *
   * @defaultValue none
   */
  serializer?: Serializer;
}

/** Options of `store()`. */
export interface StoreValueOptions extends CheckOptions {
  /**
   * Seconds for which the value is kept.
   *
   * @defaultValue `86400`
   */
  ttl?: number;
  /**
   * Whether `find()` finds the record.
   *
   * @defaultValue `true`
   */
  keyHint?: boolean;
}

/** The outcome to settle a key with: a result, a response in response mode, or none. */
export type Settlement = SettledResult | SettledResponse | FreedKey;

/** Options of a settlement with a result. */
export interface SettlementOptions {
  /**
   * Seconds for which the outcome is replayed.
   *
   * @defaultValue `86400`
   */
  ttl?: number;
  /**
   * The serializer of the middleware, which reads nothing else.
   *
   * @defaultValue none
   */
  serializer?: Serializer;
}

/** Settles a key with a result. */
export interface SettledResult extends SettlementOptions {
  /** Result for every retry. */
  result: unknown;
}

/** Settles a key of response mode with a whole response. */
export interface SettledResponse extends SettlementOptions {
  /** Response for every retry. TypeError for a header that HTTP cannot send or that is never replayed. */
  response: StoredResponse;
}

/** A response for every retry of a key. */
export interface StoredResponse {
  /** HTTP status. */
  status: number;
  /**
   * Headers by name.
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

/** Frees a key for the next request. */
export interface FreedKey {
  /** The next request runs the operation. Use it only if you know that there was no effect. */
  free: true;
}

/** Options of `close()`. */
export interface CloseOptions {
  /**
   * Longest wait for running operations, in milliseconds. Give it nearly the time that your platform leaves a process to end.
   *
   * @defaultValue `0`
   */
  drain?: number;
}

/** A store of any kind. Every method rejects with LOCK_FAILED if the store does not answer within two seconds. */
export interface Store {
  /**
   * Resolves to the stored value, or to null for an unknown address. You name its type: `check<Order>(...)`. It is the type of a
   * value after JSON.
   *
   * Rejects with IDEMPOTENCY_KEY_REUSED for other `params`, REQUEST_IN_PROGRESS while an operation runs, RESULT_NOT_REPLAYABLE for a
   * result that was not kept, LOCK_FAILED for one that `serializer` did not make, and with a stored error.
   */
  check<T = unknown>(address: Address, params?: unknown, options?: CheckOptions): Promise<T | null>;
  /** Resolves to true if newly stored, to false if a value existed. Rejects with IDEMPOTENCY_KEY_REUSED for other `params`. */
  store(
    address: Address,
    value: unknown,
    params?: unknown,
    options?: StoreValueOptions,
  ): Promise<boolean>;
  /**
   * Resolves to the stored outcome of a key, whatever its request was, or to null. For operators. Rejects with LOCK_FAILED for one that
   * `serializer` did not make.
   */
  read(address: Address, options?: ReadOptions): Promise<StoredOutcome | null>;
  /**
   * Resolves when the store can serve a new key: it claims one and gives it back. Rejects with LOCK_FAILED after `timeoutMs`, or at
   * once if waiting can't help. `cause.code` of the error is the reason.
   */
  ready(options?: ReadyOptions): Promise<void>;
  /**
   * Resolves to everything that is to be known of the store and its server: rights, settings, the promise that they make, latency.
   * Writes `probes` keys and removes them. A server that refuses or does not answer is a finding, and no rejection.
   */
  diagnose(options?: DiagnoseOptions): Promise<Diagnosis>;
  /** Resolves to the state of a key without its value, or to null. */
  inspect(address: Address): Promise<Inspection | null>;
  /**
   * Resolves to records, the oldest first: without `state` to those that have no result yet. `cursor` of the list is where the
   * next call goes on.
   */
  list(options?: ListOptions): Promise<RecordList>;
  /** Resolves to every record of a key, whatever its scope, method and path. None that was written with `keyHint: false`. */
  find(key: string, options?: WholeScan): Promise<Inspection[]>;
  /** Resolves to numbers of the records by state and label. An error that could not be kept counts as an error. */
  stats(options?: StatsOptions): Promise<StoreStats>;
  /**
   * Removes the records that fit `state`, `label` and `olderThan`. Counts them only unless `dryRun: false`. A record that changes
   * meanwhile stays.
   */
  purge(options: PurgeOptions): Promise<PurgeReport>;
  /**
   * Removes the results of a customer. Finds them only unless `dryRun: false`. Needs the keys that the customer has sent: no record
   * tells its scope. See docs/guides/personal-data.md.
   */
  erase(options: EraseOptions): Promise<EraseReport>;
  /**
   * Settles a key whose process is gone: with a result, with a whole response in response mode, or by freeing it. Resolves to
   * false if there was nothing to settle. Rejects with REQUEST_IN_PROGRESS while the lease lasts, and with ATTEMPT_CHANGED if
   * the record is not that of the attempt that you saw.
   */
  resolve(address: Address, outcome: Settlement, seen?: AttemptGuard): Promise<boolean>;
  /**
   * Forgets a key. Resolves to true if there was one. Rejects with REQUEST_IN_PROGRESS for a running one unless `force`, and with
   * ATTEMPT_CHANGED if the record is not that of the attempt that you saw.
   */
  remove(address: Address, options?: RemoveOptions): Promise<boolean>;
  /** Says whether the store can be used now, without asking it. */
  status(): StoreStatus;
  /**
   * Refuses new work with LOCK_FAILED, waits up to `drain` milliseconds for running operations to finish and be stored, and
   * closes. One that still runs keeps its key until its lease is over. Its result is not stored.
   */
  close(options?: CloseOptions): Promise<void>;
}

/** Options of a `MemoryStore`. */
export interface MemoryStoreOptions {
  /**
   * Largest number of records. The store takes `maxEntries / resultTTL` new keys a second, which is 1.16 by default. A full store
   * refuses new keys with LOCK_FAILED.
   *
   * @defaultValue `100000`
   */
  maxEntries?: number;
  /**
   * Largest size of all records in bytes.
   *
   * @defaultValue `268435456`
   */
  maxBytes?: number;
  /**
   * Part of every `effectId`. Use one per service.
   *
   * @defaultValue `'idem'`
   */
  prefix?: string;
}

export interface MemoryStore extends Store {}
/** A store in this process. It never drops a record before its time. ONCEONLY_MEMORY_STORE_FILLING warns at three quarters. */
export class MemoryStore {
  /** Makes a store of its own. */
  constructor(options?: MemoryStoreOptions);
}

/** Options of a `RedisStore`. */
export interface RedisStoreOptions extends StoreOptions {
  /** Address of Redis, as in `StoreOptions`. */
  redis: string | URL | RedisAddress;
}

export interface RedisStore extends Store {}
/** A store in Redis with a connection of its own. It connects when it is first used. */
export class RedisStore {
  /** Makes a store of its own. TypeError or RangeError for a bad option. */
  constructor(options: RedisStoreOptions);
}

/** Options of `createStore()` for a store in a file of SQLite. `SqliteStore` has the same, with `path` for `sqlite`. */
export interface SqliteOptions {
  /** Path of the file, on a disk of this machine. See docs/guides/sqlite.md. */
  sqlite: string;
  /**
   * Library that opens the file.
   *
   * @defaultValue `node:sqlite` where Node has it, else better-sqlite3
   */
  library?: 'node:sqlite' | 'better-sqlite3';
  /**
   * Name of the table.
   *
   * @defaultValue `'onceonly_records'`
   */
  table?: string;
  /**
   * Part of every id and every `effectId`. Use one per service.
   *
   * @defaultValue `'idem'`
   */
  prefix?: string;
}

/** Gives the store for these settings. Equal settings in one process share one store and one connection. */
export function createStore(options?: StoreOptions): Store;
/** Gives the store in this file. */
export function createStore(options: SqliteOptions): Store;
