export { IdempotencyClientError } from './client-error.js';
export { generateIdempotencyKey } from './generate-key.js';
export { idempotentFetch } from './idempotent-fetch.js';
export { operation, submitOnce } from './operation.js';
