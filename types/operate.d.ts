import type { Inspection, RecordState } from './store';
import type { StoreErrorCode } from './errors';
import type { Serializer } from './serializers';

/**
 * State to look for: one of `RecordState`, or the kind of a result. `'done'` is a result of any kind. `'any'` is every record.
 */
export type WantedState = RecordState | 'value' | 'error' | 'tombstone' | 'any';

/** The records that a call is about. */
export interface RecordFilter<State extends WantedState = WantedState> {
  /**
   * Only records in this state, or in one of these.
   *
   * @defaultValue that of the call
   */
  state?: State | readonly State[];
  /**
   * Only records with this label, or with one of these. A `*` at the end stands for any rest: `'POST:/payments*'`.
   *
   * @defaultValue none
   */
  label?: string | readonly string[];
  /**
   * Only records whose `age` is at least this many seconds.
   *
   * @defaultValue none
   */
  olderThan?: number;
}

/** How far a call has got that reads the whole store. */
export interface ScanProgress {
  /** Records that were looked at. */
  seen: number;
  /** Records that the call is about, of those. */
  matched: number;
}

/** A call that reads the whole store, in small pages. */
export interface WholeScan {
  /**
   * Called after each page. Throw to end the call with your error.
   *
   * @defaultValue none
   */
  onProgress?: (progress: ScanProgress) => void;
}

/** Options of `list()`. */
export interface ListOptions extends RecordFilter, WholeScan {
  /**
   * Only records in this state, or in one of these. Without it: all that have no result.
   *
   * @defaultValue `['running', 'silent', 'unknown', 'freed']`
   */
  state?: WantedState | readonly WantedState[];
  /**
   * Largest number of records.
   *
   * @defaultValue `1000`
   */
  limit?: number;
  /**
   * The `cursor` of the list before this one, with the same filter. TypeError for any other text.
   *
   * @defaultValue none
   */
  cursor?: string;
}

/** Records, the oldest of this page first. A record that is there all the time is on one page at least. */
export interface RecordList extends Array<Inspection> {
  /** Give it to the next call. null: there are no more. */
  cursor: string | null;
}

/** The attempt that you saw. Take all three from its `Inspection`: only `fence` is never used twice. */
export interface AttemptGuard {
  /**
   * Number of the attempt. Another one is ATTEMPT_CHANGED.
   *
   * @defaultValue none
   */
  attempt?: number;
  /**
   * Fence of the attempt. Another one is ATTEMPT_CHANGED.
   *
   * @defaultValue none
   */
  fence?: number;
  /**
   * State of the record. ATTEMPT_CHANGED if there is a result and you saw none, or the other way.
   *
   * @defaultValue none
   */
  state?: RecordState;
}

/** Options of `remove()`. */
export interface RemoveOptions extends AttemptGuard {
  /**
   * Whether a running one is removed as well. Then the operation may run twice.
   *
   * @defaultValue `false`
   */
  force?: boolean;
}

/** Options of `read()`. */
export interface ReadOptions {
  /**
   * The serializer of the middleware, if it has one.
   *
   * @defaultValue none
   */
  serializer?: Serializer;
}

/** The stored outcome of a key. */
export type StoredOutcome = ReadValue | ReadError | ReadResponse | ReadTombstone;

/** A result of an operation. */
export interface ReadValue {
  /** The operation returned a value. */
  kind: 'value';
  /** The value, as a retry gets it. */
  value: unknown;
}

/** An error of an operation. */
export interface ReadError {
  /** The operation threw. */
  kind: 'error';
  /** The error, as a retry gets it. */
  error: unknown;
}

/** A response of response mode. */
export interface ReadResponse {
  /** A whole response. */
  kind: 'response';
  /** The response, as a retry gets it. */
  response: ReadHttpResponse;
}

/** A stored response. */
export interface ReadHttpResponse {
  /** HTTP status. */
  status: number;
  /** Headers by name, in the spelling of the app. */
  headers: Record<string, string | string[]>;
  /** Body. */
  body: Buffer;
}

/** A result or an error that could not be kept. */
export interface ReadTombstone {
  /** A retry gets RESULT_NOT_REPLAYABLE. */
  kind: 'tombstone';
}

/** Options of `stats()`. */
export interface StatsOptions extends RecordFilter, WholeScan {
  /**
   * Only records in this state, or in one of these.
   *
   * @defaultValue `'any'`
   */
  state?: WantedState | readonly WantedState[];
  /**
   * Largest number of labels to tell apart. The others are counted together.
   *
   * @defaultValue `100`
   */
  maxLabels?: number;
}

/** Numbers of some records. */
export interface Tally {
  /** Number of records. */
  records: number;
  /** Size of their payloads in bytes. */
  bytes: number;
  /** Age of the oldest in seconds, or null without a record. */
  oldest: number | null;
  /** Age of the newest in seconds, or null without a record. */
  newest: number | null;
}

/** Numbers of the records with one label. */
export interface LabelTally extends Tally {
  /** Method and route. '' for records without a label. */
  label: string;
}

/** Numbers of a store. A record that moves while the store is read may be counted twice. */
export interface StoreStats extends Tally {
  /** Numbers by state, and of results by kind. */
  states: Record<
    'running' | 'silent' | 'unknown' | 'freed' | 'value' | 'error' | 'tombstone',
    Tally
  >;
  /** Numbers by label, most records first. */
  labels: LabelTally[];
  /** Numbers of the records whose labels are not in `labels`. */
  otherLabels: Tally;
}

/** State of records that may be purged. Running and silent ones may have an owner. */
export type PurgedState = Exclude<WantedState, 'running' | 'silent' | 'any'>;

/**
 * Options of `purge()`. TypeError without any of `state`, `label` and `olderThan`. A key that is purged is new: its next request runs
 * the operation.
 */
export interface PurgeOptions extends RecordFilter<PurgedState>, WholeScan {
  /**
   * Only records in this state, or in one of these.
   *
   * @defaultValue `['done', 'freed']`
   */
  state?: PurgedState | readonly PurgedState[];
  /**
   * Whether nothing is removed, and only counted.
   *
   * @defaultValue `true`
   */
  dryRun?: boolean;
}

/** Numbers of a `purge()`. */
export interface PurgeReport {
  /** Whether nothing was removed. */
  dryRun: boolean;
  /** The records that the filter fits. */
  matched: Tally;
  /** Number of records that were removed. 0 in a dry run. */
  removed: number;
  /** Number of records that had changed when they were to be removed, and are still there. 0 in a dry run. */
  changed: number;
}

/** Options of `erase()`. */
export interface EraseOptions extends WholeScan {
  /** The customer, as `scope` gave it for the requests. */
  scope: string;
  /** All idempotency keys that the customer has sent, from your database or log. TypeError without it: no record tells its scope. */
  keys: Iterable<string>;
  /**
   * Paths of the customer's requests, where the label of a record has not got the whole path: `/orders/17/pay`.
   *
   * @defaultValue none
   */
  paths?: Iterable<string>;
  /**
   * Whether nothing is removed, and only found.
   *
   * @defaultValue `true`
   */
  dryRun?: boolean;
}

/** Result of `erase()`. */
export interface EraseReport {
  /** Whether nothing was removed. */
  dryRun: boolean;
  /** The customer's records. They are removed unless it is a dry run or they are in `kept`. */
  found: Inspection[];
  /** Those of `found` that still are there, because they have no result or have changed. Empty in a dry run. */
  kept: Inspection[];
  /** Records of one of the keys whose scope could not be told. They are still there. Remove those of the customer by `id`. */
  doubtful: Inspection[];
}

/** Options of `ready()`. */
export interface ReadyOptions {
  /**
   * Longest wait in milliseconds, at most 600000. The store is asked again until then.
   *
   * @defaultValue `2000`
   */
  timeoutMs?: number;
}

/** Options of `diagnose()`. */
export interface DiagnoseOptions {
  /**
   * Facts that you know and the server does not tell. What it tells goes before.
   *
   * @defaultValue none
   */
  assume?: AssumedFacts;
  /**
   * Number of keys that are claimed, stored and removed to measure the latency. 0: nothing is written.
   *
   * @defaultValue `100`
   */
  probes?: number;
  /**
   * Longest time in milliseconds, at most 600000.
   *
   * @defaultValue `10000`
   */
  timeoutMs?: number;
}

/** Facts of a server that refuses to tell its settings. */
export interface AssumedFacts {
  /**
   * Append-only file: `appendfsync`, or `'off'` for no file.
   *
   * @defaultValue none
   */
  aof?: 'always' | 'everysec' | 'no' | 'off';
  /**
   * `maxmemory-policy`, such as `'noeviction'`.
   *
   * @defaultValue none
   */
  eviction?: string;
  /**
   * Number of replicas. Promoting one may lose the last writes.
   *
   * @defaultValue none
   */
  replicas?: number;
}

/**
 * Name of a row of the table in docs/internals/guarantees.md. `'process'`: memory, this process only. `'durable'`: Redis with AOF
 * `always` and `noeviction`. `'lossy'`: Redis that may lose the last writes. `'evictable'`: Redis that may drop any record.
 * `'volatile'`: Redis that keeps nothing on a disk. `'postgres'`, `'sqlite'`: a store of that kind.
 * `'none'`: the store can't serve. `'unknown'`: the server does not tell.
 * `'custom'`: a store of your own, whose promise you make.
 */
export type PromiseRow =
  | 'process'
  | 'durable'
  | 'lossy'
  | 'evictable'
  | 'volatile'
  | 'postgres'
  | 'sqlite'
  | 'none'
  | 'unknown'
  | 'custom';

/** What a store promises, as far as its settings tell. */
export interface StorePromise {
  /** Row of the table. */
  row: PromiseRow;
  /** The promise in a sentence. */
  text: string;
  /** Codes of the findings that keep it from being `'durable'`. */
  limits: FindingCode[];
}

/** Names of the things that `diagnose()` looks at, in this order. */
export type FindingCode =
  | 'connection'
  | 'version'
  | 'tls'
  | 'cluster'
  | 'role'
  | 'permissions'
  | 'eviction'
  | 'aof'
  | 'replicas'
  | 'memory'
  | 'writes'
  | 'clock'
  | 'latency'
  | 'keys'
  | 'binary';

/** One thing that `diagnose()` looked at. */
export interface Finding {
  /** What it is about. */
  code: FindingCode;
  /**
   * `'ok'`. `'warn'`: works, with less than the best promise or slowly. `'bad'`: does not work, or loses records. `'unknown'`: the
   * server does not tell. `'assumed'`: taken from `assume`.
   */
  level: 'ok' | 'warn' | 'bad' | 'unknown' | 'assumed';
  /** What was found, in a few words: `maxmemory-policy allkeys-lru`. */
  found: string;
  /** What to do, or null where nothing is to be done. */
  cure: string | null;
}

/** The reason for which a store can't be used. */
export interface DiagnosedFailure {
  /** Code as in `StoreError`. */
  code: StoreErrorCode | (string & {});
  /** The reason in words. It has no password in it. */
  message: string;
}

/** Facts of a server. null: it does not tell, or it was not reached. */
export interface ServerFacts {
  /** Address without user name and password, or null without a server. */
  address: string | null;
  /** Whether the connection is over TLS. */
  tls: boolean | null;
  /** `'redis'` or `'valkey'`. */
  software: string | null;
  /** Version of that software. */
  version: string | null;
  /** `'master'` or `'slave'`. */
  role: string | null;
  /** Whether the server is a node of a cluster. */
  cluster: boolean | null;
  /** Name of the user. */
  user: string | null;
  /** Commands, keys and channels that the store needs and the user may not use. */
  missing: string[] | null;
  /** Those that help and are not needed. */
  missingExtras: string[] | null;
  /** `maxmemory-policy`. */
  eviction: string | null;
  /** Number of keys that the server has evicted since it started. */
  evicted: number | null;
  /** Limit of memory in bytes. 0 for none. */
  maxMemoryBytes: number | null;
  /** Memory in use, in bytes. */
  usedMemoryBytes: number | null;
  /** `appendfsync`, or `'off'` without an append-only file. */
  aof: 'always' | 'everysec' | 'no' | 'off' | null;
  /** Whether the last writes to the disk went well. */
  diskOk: boolean | null;
  /** Number of replicas. */
  replicas: number | null;
  /** `min-replicas-to-write`. */
  minReplicas: number | null;
  /** How many replicas must have what the store answers: its own `minReplicas`. */
  confirmedReplicas: number;
  /** Number of keys in the database, of all programs. */
  keys: number | null;
  /** Memory of a record with its name, in bytes: the mean of up to 20. */
  bytesPerKey: number | null;
  /** Milliseconds by which the clock of the server is ahead of this process. Half the time of the question is its error. */
  clockOffsetMs: number | null;
}

/** Time of a call in milliseconds. */
export interface ProbeTimes {
  /** Number of measured calls. */
  count: number;
  /** Milliseconds of the median. */
  p50: number;
  /** Milliseconds that 99 of 100 calls don't exceed. */
  p99: number;
}

/** Times of the two calls that a fresh request makes. */
export interface ProbedLatency {
  /** Times of claims. */
  begin: ProbeTimes;
  /** Times of results. */
  complete: ProbeTimes;
}

/** Everything that `onceonly doctor` shows. */
export interface Diagnosis {
  /** Kind of the store. */
  kind: 'redis' | 'memory' | 'postgres' | 'sqlite' | 'custom';
  /** Prefix of the keys. */
  prefix: string;
  /** Whether the store can serve a new key now. */
  ok: boolean;
  /** Why not, or null. */
  failure: DiagnosedFailure | null;
  /** What the store promises. */
  promise: StorePromise;
  /** One entry for each thing that was looked at. */
  findings: Finding[];
  /** Facts of the server. */
  server: ServerFacts;
  /** Times of probes, or null if none was measured. */
  latency: ProbedLatency | null;
  /** This process. */
  runtime: RuntimeFacts;
}

/** Facts of the process. */
export interface RuntimeFacts {
  /** Version of this package. */
  onceonly: string;
  /** Version of Node. */
  node: string;
  /** Name of the binary: `linux-x64`, `linux-arm64-musl`, ... */
  platform: string;
  /** `'glibc'` or `'musl'` on Linux, else null. */
  libc: 'glibc' | 'musl' | null;
  /** File of the binary. */
  binary: string;
}
