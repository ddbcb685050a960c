import type { KeyObject } from 'node:crypto';
import type { Serializer } from '../../index';

/** A key of 32 random bytes. */
export type EncryptionKey = Uint8Array | KeyObject;

/** Keys by their names. A name has 1 to 64 characters of `A-Z a-z 0-9 . _ -`, and is stored in plain text. */
export type EncryptionKeys = Readonly<Record<string, EncryptionKey>>;

/** What a function gets that loads keys. */
export interface KeyLoad {
  /** Aborts when nobody waits any longer. Give it to the call that loads the keys. */
  signal: AbortSignal;
}

/** Options of `encrypted()`. */
export interface EncryptionOptions {
  /**
   * All keys that results may have, by name. Or a function that loads them, as from a key management service. It is called at the first
   * use, and again if a stored result names a key that is missing: at most once in 10 seconds, and once in a second while it fails.
   */
  keys: EncryptionKeys | ((load: KeyLoad) => EncryptionKeys | Promise<EncryptionKeys>);
  /** Name of the key for new results. */
  current: string;
  /**
   * Until when results are replayed that were stored in plain text, as a `Date` or as `'2026-12-31'`. At most a year from now. Set it
   * when you begin to encrypt, to the end of your longest `resultTTL`.
   *
   * @defaultValue none
   */
  plainUntil?: Date | string;
  /**
   * Makes the bytes that are encrypted.
   *
   * @defaultValue `jsonSerializer`
   */
  inner?: Pick<Serializer, 'serialize' | 'deserialize'>;
  /**
   * How long a request waits for the function `keys`, in milliseconds, from 1 to 60000. Then it gets 503 LOCK_FAILED.
   *
   * @defaultValue 1000
   */
  keysTimeoutMs?: number;
}

/**
 * A `serializer` that encrypts stored results by AES-256-GCM, under a key for each record. Results that it has not made get 503
 * LOCK_FAILED, and nothing runs again. Throws a TypeError or RangeError for a wrong option.
 */
export function encrypted(options: EncryptionOptions): Serializer;
