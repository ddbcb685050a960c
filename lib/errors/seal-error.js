'use strict';

const { helpOf } = require('../util/help');

/** Why a stored result can't be opened or trusted, or why none can be sealed: the sentence of each code. */
const SEAL_CODES = {
  NOT_SEALED: 'The serializer has not made the stored result.',
  SEAL_BROKEN: 'The stored result was changed, cut or moved, or another key has sealed it.',
  KEY_UNKNOWN: 'The stored result needs a key that `keys` does not have.',
  KEYS_UNAVAILABLE: 'The keys for stored results could not be loaded.',
};

/**
 * The `cause` of a LOCK_FAILED that is due to a serializer. `keyName`, of KEY_UNKNOWN, names the key. It is a plain error with
 * members, so that every copy of the package can read that of another one.
 * @param {keyof typeof SEAL_CODES} code
 * @param {{ keyName?: string, cause?: unknown }} [about]
 */
function sealError(code, { keyName, cause } = {}) {
  const error = new Error(SEAL_CODES[code], cause === undefined ? undefined : { cause });
  const named = keyName === undefined ? {} : { keyName };
  return Object.assign(error, { name: 'SealError', code, help: helpOf('errors', code), ...named });
}

/**
 * The code and the name of the key that the error of a serializer has, for an event: nothing else of it.
 * @param {any} error
 * @returns {{ code?: string, keyName?: string }}
 */
function sealFields(error) {
  const { code, keyName } = error ?? {};
  if (!Object.hasOwn(SEAL_CODES, code)) return {};
  return typeof keyName === 'string' ? { code, keyName } : { code };
}

module.exports = { SEAL_CODES, sealError, sealFields };
