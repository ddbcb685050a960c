import type { Store, StoreStatus } from './store';
import type {
  BeginAnswer,
  BeginCall,
  CompleteAnswer,
  CompleteCall,
  InspectAnswer,
  InspectCall,
  ReleaseAnswer,
  ReleaseCall,
  RemoveAnswer,
  RemoveCall,
  RenewAnswer,
  RenewCall,
  ResolveAnswer,
  ResolveCall,
  ScanAnswer,
  ScanCall,
} from './store-calls';

/** A record as a store holds it. */
export interface FoundRecordBytes {
  /** Exactly the bytes that were written. */
  record: Uint8Array;
  /** Milliseconds until the record is gone, 0 or more. */
  ttlMs: number;
  /**
   * Time of the server when `ttlMs` was read, in milliseconds since 1970. Give it if your server can tell it.
   *
   * @defaultValue none
   */
  now?: number;
}

/** A record was written. The object also tells the time of the server. */
export type WrittenRecord = true | WrittenAt;

/** A record was written at a known time. */
export interface WrittenAt {
  /** Time of the server at the write or after it, in milliseconds since 1970. */
  now: number;
}

/**
 * The three functions of a store, with those that it may have beside them: see docs/guides/custom-stores.md. They keep one record
 * for each id, 43 characters of base64url in which case matters. Each may return a promise.
 *
 * One that throws is called again until `budgetMs` is over. Throw a StoreError to say that it wrote nothing, or that another call
 * cannot help.
 */
export interface RecordFunctions {
  /**
   * Writes `record` for `ttlMs` milliseconds if there is none. Gives false, or the record that stands there, if it wrote nothing.
   */
  insert(
    id: string,
    record: Buffer,
    ttlMs: number,
  ): WrittenRecord | false | FoundRecordBytes | Promise<WrittenRecord | false | FoundRecordBytes>;
  /** Gives the record that stands there, or null. A record whose time is over does not exist. */
  look(id: string): FoundRecordBytes | null | Promise<FoundRecordBytes | null>;
  /**
   * Writes `record`, or removes the record if it is null, if the one that stands there is byte for byte `expected`. Keeps the time
   * that is left if `ttlMs` is undefined. One atomic step. Gives false, null or the record that stands there if it wrote nothing.
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
   * For `store.list()` and `store.find()`: one bounded page. `cursor` is null for the first page, else that of the page before.
   *
   * @defaultValue none
   */
  list?(cursor: string | null): RecordPage | Promise<RecordPage>;
  /**
   * On a shared store: calls `onWake()` when another process has called `notify(id)`, any number of times, until `unwatch()`. Only
   * a hint, and its exceptions are ignored. Without it, requests that wait look up to eight times a second.
   *
   * @defaultValue none
   */
  watch?(id: string, onWake: () => void): Watch;
  /**
   * Called after a change that somebody waits for. Its exceptions are ignored.
   *
   * @defaultValue none
   */
  notify?(id: string): unknown;
  /**
   * Says whether the store can be used now, for `store.status()`.
   *
   * @defaultValue none
   */
  status?(): Partial<StoreStatus>;
  /**
   * Ends its connections, for `store.close()`.
   *
   * @defaultValue none
   */
  close?(): void | Promise<void>;
}

/** A page of records. A record may be on two pages. */
export interface RecordPage {
  /** Cursor of the next page. The last page has null. */
  cursor: string | null;
  /** Records of this page. */
  entries: PagedRecord[];
}

/** A record of a page, whole or its first 512 bytes. */
export interface PagedRecord extends FoundRecordBytes {
  /** Name of the record. */
  id: string;
  /**
   * Length of the whole record in bytes. Give it if `record` is only its beginning.
   *
   * @defaultValue the length of `record`
   */
  bytes?: number;
}

/**
 * The six verbs of a store, its older form, with those that it may have beside them. Each may return a promise. One that throws counts
 * as "may have run" unless it throws a StoreError.
 */
export interface StoreVerbs {
  /** Claims a key. One atomic step. */
  begin(call: BeginCall): BeginAnswer | Promise<BeginAnswer>;
  /** Stores the outcome of an attempt. One atomic step. */
  complete(call: CompleteCall): CompleteAnswer | Promise<CompleteAnswer>;
  /** Renews the lease of a running attempt. */
  renew(call: RenewCall): RenewAnswer | Promise<RenewAnswer>;
  /** Gives a key up without a result. */
  release(call: ReleaseCall): ReleaseAnswer | Promise<ReleaseAnswer>;
  /** Looks at a record. */
  inspect(call: InspectCall): InspectAnswer | Promise<InspectAnswer>;
  /** Forgets a record. */
  remove(call: RemoveCall): RemoveAnswer | Promise<RemoveAnswer>;
  /**
   * For `store.resolve()`: settles a key whose owner is gone.
   *
   * @defaultValue none
   */
  resolve?(call: ResolveCall): ResolveAnswer | Promise<ResolveAnswer>;
  /**
   * For `store.list()` and `store.find()`: one bounded page.
   *
   * @defaultValue none
   */
  scan?(call: ScanCall): ScanAnswer | Promise<ScanAnswer>;
  /**
   * Calls `onWake()` when the key of that id has changed, any number of times, until `unwatch()`. Only a hint, and its exceptions
   * are ignored. Without it, requests that wait look up to eight times a second.
   *
   * @defaultValue none
   */
  watch?(id: string, onWake: () => void): Watch;
  /**
   * Says whether the store can be used now, for `store.status()`.
   *
   * @defaultValue none
   */
  status?(): Partial<StoreStatus>;
  /**
   * Ends its connections, for `store.close()`.
   *
   * @defaultValue none
   */
  close?(): void | Promise<void>;
}

/** Gives `watch()`'s caller the way to end it. */
export interface Watch {
  /**
   * Resolves when changes begin to be told. Without it they are told already.
   *
   * @defaultValue none
   */
  ready?: Promise<void>;
  /** Ends the watch. */
  unwatch(): void;
}

/** Options of `defineStore()`. */
export interface DefineStoreOptions {
  /**
   * Whether other processes see the records.
   *
   * @defaultValue `false`
   */
  shared?: boolean;
  /**
   * Part of every `effectId`. Use one per service.
   *
   * @defaultValue `'idem'`
   */
  prefix?: string;
}

/**
 * Makes a store in JavaScript of three functions that keep records. `onceonly/contract` checks them. Throws a TypeError that names
 * a function that is missing.
 */
export function defineStore(functions: RecordFunctions, options?: DefineStoreOptions): Store;
/**
 * Makes a store of the six verbs.
 *
 * @deprecated Give it `insert`, `look` and `swap`. Warns with ONCEONLY_STORE_OF_VERBS.
 */
export function defineStore(methods: StoreVerbs, options?: DefineStoreOptions): Store;
