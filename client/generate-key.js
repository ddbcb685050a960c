/**
 * A fresh key: a UUIDv4, or as many random bits where a page is not secure (http) and has no randomUUID(). Never Math.random(),
 * which could give two users one key.
 * @returns {string}
 */
export function generateIdempotencyKey() {
  return crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join('-');
}
