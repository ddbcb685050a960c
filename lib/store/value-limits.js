'use strict';

const { isIdempotencyError } = require('../errors/idempotency-error');
const { isKept } = require('../result/keep-outcome');
const { optionError } = require('../util/option-error');

/** @import { Encoded } from '../result/encoded' */

const DEFAULT_TTL_S = 86_400;
const MAX_VALUE_BYTES = 64 * 1024 * 1024;

/**
 * Refuses an encoded value that no store keeps. `what` names it, as in "the value of store()".
 * @param {string} what
 * @param {Encoded} encoded
 */
function refuseUnkept(what, encoded) {
  if (isKept(encoded, MAX_VALUE_BYTES)) return;
  const { why, bytes, cause } = encoded;
  // A serializer whose keys are out of reach: another try may help.
  if (isIdempotencyError(cause) && cause.code === 'LOCK_FAILED') throw cause;
  if (why !== undefined) {
    throw optionError('unserializable', `${what} must be serializable. See \`cause\``, cause);
  }
  throw optionError(
    'tooLarge',
    `${what} must have ${MAX_VALUE_BYTES} bytes at most when it is serialized (received ${bytes})`,
  );
}

module.exports = { DEFAULT_TTL_S, refuseUnkept };
