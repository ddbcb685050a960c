'use strict';

const { EXIT } = require('./exit-codes');

const FOREIGN = /foreign record/;
// A mistake in this package.
const SOFTWARE = 70;

/**
 * What a failed command says, and its exit code.
 * @param {any} error
 * @param {string} command  As the user would ask for its help.
 * @returns {{ code: number, text: string }}
 */
function failureOf(error, command) {
  if (error?.name === 'UsageError') {
    return { code: EXIT.USAGE, text: `${error.message} See ${command} --help.` };
  }
  if (error?.name === 'RefusedChange') return { code: EXIT.NOTHING, text: error.message };
  if (/^ERR_ONCEONLY_/.test(error?.code)) {
    return { code: EXIT.USAGE, text: withoutName(error.message) };
  }
  if (error?.name === 'IdempotencyError') return refusalOf(error);
  if (isOfBinary(error)) return { code: EXIT.STORE, text: withoutName(error.message) };
  return { code: SOFTWARE, text: `Unexpected: ${error?.stack ?? error}` };
}

/** @param {any} error */
function refusalOf(error) {
  if (error.code !== 'LOCK_FAILED')
    return { code: EXIT.NOTHING, text: `${error.message} (${error.code})` };
  const reason = error.cause?.code === 'BREAKER_OPEN' ? error.cause.cause : error.cause;
  if (FOREIGN.test(reason?.message) || reason?.code === 'INVALID_RECORD') {
    const text = 'The record was written by another version, or is none. Nothing was changed.';
    return { code: EXIT.NOTHING, text };
  }
  const code = reason?.code === undefined ? '' : ` ${reason.code}:`;
  return {
    code: EXIT.STORE,
    text: `The store could not be used:${code} ${reason?.message ?? error.message}.`,
  };
}

/** @param {any} error  Of lib/native, for a binary that can't be loaded. */
function isOfBinary(error) {
  return typeof error?.code === 'string' && /^onceonly: /.test(error.message);
}

/** @param {string} message */
function withoutName(message) {
  return message.replace(/^onceonly: /, '');
}

module.exports = { failureOf };
