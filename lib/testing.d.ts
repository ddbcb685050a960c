import type { Inspection, Store } from '../index';

/** An embedded store for tests, with a clock of its own. */
export interface TestStore extends Store {
  /** Forgets every record and every `fail()`, as after a wipe. End the operations of a test before. */
  clear(): void;
  /**
   * Moves the store's clock forward: results expire, a lease that runs out leaves its key silent. Fractions are kept as
   * milliseconds. Timers of the process, such as `operationTimeoutMs`, do not move.
   */
  advance(seconds: number): void;
  /** Everything that is stored, oldest first, as `inspect()` tells it. */
  records(): Promise<Inspection[]>;
  /**
   * The next `times` (1) calls fail with that code, such as CONNECT_FAILED or STORE_FULL, at once: a failed 'begin' is
   * a 503 LOCK_FAILED, after a failed 'complete' the response says `Idempotency-Status: not-stored` and the result is
   * offered again in the background. `Infinity`: until `clear()`. TypeError for a code that no StoreError has.
   */
  fail(verb: 'begin' | 'complete', code: string, times?: number): void;
}

export function testStore(): TestStore;

export interface Gate<T> {
  /** Resolves when the operation waits. */
  readonly reached: Promise<void>;
  /** For the operation: resolves to what `open()` is called with. */
  wait(): Promise<T>;
  open(value: T): void;
}

/** Holds an operation until the test releases it, so that a race has one order only. */
export function gate<T = void>(): Gate<T>;
