/** One operation of a document. */
export interface DescribedOperation {
  /** Its path, as `/orders/{id}`. */
  path: string;
  /** Its method, in lower case. */
  method: string;
  /** The operation as the document has it. */
  operation: any;
}

/** Options of `addIdempotency()`. Those that `idempotency()` has too should have the same values. */
export interface OpenApiOptions {
  /**
   * Name of the header.
   *
   * @defaultValue `'Idempotency-Key'`
   */
  headerName?: string;
  /**
   * Whether requests without a key are refused.
   *
   * @defaultValue `false`
   */
  required?: boolean;
  /**
   * Methods whose operations are described.
   *
   * @defaultValue `['POST', 'PUT', 'PATCH']`
   */
  methods?: readonly string[];
  /**
   * Status of a key that comes with another request.
   *
   * @defaultValue `422`
   */
  mismatchStatus?: 422 | 409;
  /**
   * How long a result is kept, in seconds. Adds `x-idempotency: { lifetime: 'PT24H' }` to each operation.
   *
   * @defaultValue none
   */
  resultTTL?: number;
  /**
   * Whether an operation of these methods is described. Say no for those that `idempotency()` does not guard.
   *
   * @defaultValue all
   */
  include?: (about: DescribedOperation) => boolean;
  /**
   * More members of each operation, for other tools: `{ 'x-fern-idempotent': true }`. Their names begin with `x-`.
   *
   * @defaultValue `{}`
   */
  extensions?: Readonly<Record<`x-${string}`, unknown>>;
}

/**
 * A new document of OpenAPI 3.0 or 3.1 that describes the key, the refusals and the headers of a replay. The given one stays as it is.
 * Nothing that it says is replaced, and doing it twice is the same as once. Throws a TypeError for a wrong option, and for a document
 * that is none.
 */
export function addIdempotency<Document extends object>(
  document: Document,
  options?: OpenApiOptions,
): Document;
