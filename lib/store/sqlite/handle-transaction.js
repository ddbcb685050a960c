'use strict';

/** @import { Handle } from './library' */

// COMMIT checks the reference, and no row has it.
const SPOIL = `
  CREATE TEMP TABLE IF NOT EXISTS onceonly_nothing (id INTEGER PRIMARY KEY);
  CREATE TEMP TABLE IF NOT EXISTS onceonly_refused (id INTEGER REFERENCES onceonly_nothing DEFERRABLE INITIALLY DEFERRED);
  INSERT INTO onceonly_refused VALUES (1)`;

/** @param {Handle} handle */
function isInTransaction(handle) {
  const told = handle.inTransaction ?? handle.isTransaction;
  if (told !== undefined) return told;
  // A Node that does not tell yet.
  try {
    handle.exec('BEGIN');
  } catch {
    return true;
  }
  handle.exec('ROLLBACK');
  return false;
}

/** @param {Handle} handle */
function checksReferences(handle) {
  return Number(Object.values(handle.prepare('PRAGMA foreign_keys').get())[0]) === 1;
}

/**
 * Makes the open transaction of an app impossible to commit. Its ROLLBACK works as ever. Where the app has switched foreign keys off,
 * the transaction is rolled back here, and the app's own ROLLBACK then fails.
 * @param {Handle} handle
 */
function spoilTransaction(handle) {
  try {
    if (!isInTransaction(handle)) return;
    if (checksReferences(handle)) handle.exec(SPOIL);
    else handle.exec('ROLLBACK');
  } catch {
    rollBack(handle);
  }
}

/** @param {Handle} handle */
function rollBack(handle) {
  try {
    handle.exec('ROLLBACK');
  } catch {
    // It is closed or has rolled back by itself.
  }
}

module.exports = { isInTransaction, spoilTransaction };
