import type { Store } from '../../../index';

/** One thing that every store must do. */
export interface ContractCase {
  /** A sentence, unique in the list. */
  name: string;
  /** Rejects with an AssertionError that says what the store answered. */
  run(): Promise<void>;
}

/**
 * The cases for a store of any kind; `makeStore` is called once per case and the case closes what it gives. Throws a
 * TypeError for anything but a function.
 */
export function contract(makeStore: () => Store | Promise<Store>): ContractCase[];
