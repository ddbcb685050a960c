import type { Inspection, Store, StoreErrorCode } from '../../index';

/** An embedded store for tests, with a clock of its own. */
export interface TestStore extends Store {
  /** Forgets every record and every `fail()`, as after a wipe. End the operations of a test before. */
  clear(): void;
  /**
   * Moves the store's clock forward by so many seconds: results expire, a lease that runs out leaves its key silent. Fractions are
   * kept as milliseconds. Timers of the process, such as `operationTimeoutMs`, do not move.
   */
  advance(seconds: number): void;
  /** Resolves to all records, oldest first, as `inspect()` tells them. */
  records(): Promise<Inspection[]>;
  /**
   * The next `times` (1) calls fail with that code, such as CONNECT_FAILED or STORE_FULL, at once. `Infinity`: until `clear()`.
   * TypeError for a code that no StoreError has.
   *
   * A failed 'begin' is a 503 LOCK_FAILED. After a failed 'complete' the response says `Idempotency-Status: not-stored`, and the
   * result is offered again in the background.
   */
  fail(
    verb: 'begin' | 'complete',
    code: Exclude<StoreErrorCode, 'BAD_ANSWER'>,
    times?: number,
  ): void;
}

/** Makes a store for tests. */
export function testStore(): TestStore;

/** Holds an operation until the test releases it. */
export interface Gate<T> {
  /** Resolves when the operation waits. */
  readonly reached: Promise<void>;
  /** For the operation: resolves to the value that `open()` gets. */
  wait(): Promise<T>;
  /** Releases the operation with that value. */
  open(value: T): void;
}

/** Makes a gate, so that a race has one order only. */
export function gate<T = void>(): Gate<T>;
