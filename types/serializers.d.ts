/** Where some bytes belong, for a `Serializer`. */
export interface SerializerInfo {
  /** Name of the record. Bind an encryption to it. */
  id: string;
  /** Whether the bytes are those of a result or of an error. */
  kind: 'value' | 'error';
  /**
   * What the bytes are read as: a value, a response, the fields of an error, something thrown that is no error, or the mark for a
   * result that is not kept. `unclear` is a value whose response was sent while the operation ran. Bind an encryption to it too.
   */
  form: 'value' | 'unclear' | 'response' | 'error' | 'thrown' | 'tombstone';
}

/**
 * Makes all stored bytes: of results, of errors, and of the marks for results that are not kept. Use it to encrypt, or to keep
 * values that JSON cannot hold.
 */
export interface Serializer {
  /**
   * Whether results are replayed that this serializer did not make. Set it as long as results live that were stored before you
   * had a serializer. Without it such a result is 503 LOCK_FAILED, since anybody who can write to the store could have planted it.
   *
   * @defaultValue `false`
   */
  acceptPlain?: boolean;
  /**
   * Called before an operation begins. If its promise rejects, or is not settled within `budgetMs`, nothing runs and the client
   * gets 503 LOCK_FAILED. Use it if your serializer loads a key: an operation whose result can't be kept must not run.
   *
   * @defaultValue none
   */
  prepare?(): unknown;
  /** Gives the bytes of a value. A string is kept as UTF-8. A buffer may be used again later. */
  serialize(value: any, about: SerializerInfo): string | Uint8Array | Promise<string | Uint8Array>;
  /** Gives the value of those bytes, or a promise of it. It may change `bytes` in place. */
  deserialize(bytes: Buffer, about: SerializerInfo): any;
}

/** Makes the stored form of errors of your own, for example of classes with private members. */
export interface ErrorSerializer {
  /** Gives a form that JSON can hold, or undefined for an error that it leaves alone. */
  serialize(error: Error): unknown;
  /** Makes the error again from that form. */
  deserialize(data: any): Error;
}

/** The default form of stored values: JSON, but undefined and a top-level Buffer are kept exactly. */
export const jsonSerializer: {
  /** Gives the bytes of a value. */
  serialize(value: unknown): Buffer;
  /** Gives the value of those bytes. */
  deserialize(bytes: Buffer): any;
};
