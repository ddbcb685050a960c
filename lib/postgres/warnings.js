'use strict';

const { warnOncePer } = require('../observe/warnings');

// Failures that last until somebody changes a setting.
const REFUSALS = new Set(['AUTH_FAILED', 'NO_PERMISSION', 'NO_SUCH_DATABASE', 'NO_TABLE']);
// Failures that may pass by themselves, but not as a rule.
const OUTAGES = new Set([
  'CONNECT_FAILED',
  'CONNECT_TIMEOUT',
  'LOOKUP_FAILED',
  'READ_ONLY',
  'SERVER_ERROR',
  'SERVER_FULL',
  'STORE_TIMEOUT',
]);
/** @type {Record<string, string>} */
const HINTS = {
  NO_TABLE: 'call `await store.migrate()` at start, or run the SQL of `postgresSchema()`',
  NO_PERMISSION: 'the user needs SELECT, INSERT, UPDATE and DELETE on the table',
  READ_ONLY: 'the server is a standby, or its transactions are read-only',
  CONNECT_FAILED: 'is PostgreSQL up, and has it a free connection?',
  STORE_TIMEOUT: 'a pool that is too small, a lock, or a server that is too slow',
};

/**
 * Warns of a failed statement, once for each kind of failure, if other statements will fail as well.
 * @param {InstanceType<typeof import('../errors/store-error').StoreError>} error
 */
function warnOfFailure({ code, message }) {
  const hint = HINTS[code] === undefined ? '' : ` (${HINTS[code]})`;
  const detail = `${code}: ${message}${hint}`;
  if (REFUSALS.has(code)) warnOncePer('ONCEONLY_POSTGRES_REFUSES', detail, code);
  else if (OUTAGES.has(code)) warnOncePer('ONCEONLY_POSTGRES_UNAVAILABLE', detail, code);
}

module.exports = { warnOfFailure };
