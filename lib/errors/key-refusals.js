'use strict';

const { IdempotencyError } = require('./idempotency-error');

/**
 * The options that say where a key is and how it looks.
 * @typedef {object} KeyOptions
 * @property {string} headerName  Name of the header.
 * @property {'lenient' | 'strict'} keySyntax  Whether a key may stand without quotes.
 * @property {RegExp} [keyPattern]  What a key must match.
 * @property {(req: import('../exchange/exchange').Request) => unknown} [keySource]  Gives the key in place of the header.
 */

/** The page that tells a client about the header. Sent with a refusal (draft-ietf-httpapi-idempotency-key-header 2.7). */
const DOCUMENTATION = 'https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/';
const BARE_CHARACTERS = 'A-Z a-z 0-9 _ . : -';

/**
 * The refusals of a missing and of a bad key, `{ required(), invalid() }`, which name the header that the options name and
 * say which keys are taken.
 * @param {KeyOptions} options
 */
function keyErrors({ headerName, keySource, keySyntax, keyPattern }) {
  const place = keySource === undefined ? `The ${headerName} header` : 'The idempotency key';
  const needed = keySource === undefined ? `the ${headerName} header` : 'an idempotency key';
  const requiredMessage = `This operation requires ${needed}.`;
  const invalidMessage = `${place} must ${keySource === undefined ? 'hold' : 'be'} one key: ${wanted(keySyntax, keyPattern)}.`;
  return {
    required: () =>
      new IdempotencyError('IDEMPOTENCY_KEY_REQUIRED', {
        message: requiredMessage,
        headers: { Link: `<${DOCUMENTATION}>; rel="describedby"` },
      }),
    invalid: () => new IdempotencyError('INVALID_IDEMPOTENCY_KEY', { message: invalidMessage }),
  };
}

/**
 * @param {'lenient' | 'strict'} keySyntax
 * @param {RegExp | undefined} keyPattern
 */
function wanted(keySyntax, keyPattern) {
  const length = '1 to 255';
  const quoted = `${length} printable ASCII characters in double quotes`;
  const pattern = keyPattern === undefined ? '' : ` that match ${keyPattern}`;
  if (keySyntax === 'strict') return quoted + pattern;
  if (keyPattern !== undefined) return `${length} printable ASCII characters${pattern}`;
  return `${length} characters of ${BARE_CHARACTERS}, or ${quoted}`;
}

module.exports = { keyErrors };
