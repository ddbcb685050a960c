'use strict';

const { createRequire } = require('node:module');

const { argumentError } = require('../../util/argument-error');
const { OPTION_CODES, optionError } = require('../../util/option-error');

/**
 * A handle of either library, as far as the store uses it.
 * @typedef {object} Handle
 * @property {(sql: string) => SqlStatement} prepare
 * @property {(sql: string) => unknown} exec
 * @property {() => void} close
 * @property {boolean} [isTransaction]  Of `node:sqlite`.
 * @property {boolean} [inTransaction]  Of better-sqlite3.
 *
 * @typedef {object} SqlStatement
 * @property {(...values: any[]) => { changes: number | bigint }} run
 * @property {(...values: any[]) => any} get
 * @property {(...values: any[]) => any[]} all
 * @property {(enabled: boolean) => unknown} [setReturnArrays]
 */

/** @typedef {new (path: string, options: { timeout: number }) => Handle} HandleClass */

const NAMES = /** @type {const} */ (['node:sqlite', 'better-sqlite3']);
// Its binaries end the process on an older Node.
const NEWER_PACKAGE = 13;
const NEWER_NODE = 22;

/**
 * The class of the handles: of the named library, or of the first that is there.
 * @param {string} [name]
 * @returns {HandleClass}
 */
function findLibrary(name) {
  if (name === 'node:sqlite') return nodeSqlite() ?? refuse(`Node ${process.version} has none`);
  if (name === 'better-sqlite3') return betterSqlite();
  return nodeSqlite() ?? betterSqlite();
}

/** @returns {HandleClass | undefined} */
function nodeSqlite() {
  // Undefined where Node has none, and no bundler takes it for a package.
  return /** @type {any} */ (process).getBuiltinModule?.('node:sqlite')?.DatabaseSync;
}

/** @returns {HandleClass} */
function betterSqlite() {
  // No bundler looks for it: it has a binary of its own, and most apps have no such package.
  const load = createRequire(__filename);
  try {
    const { version } = load('better-sqlite3/package.json');
    if (Number.parseInt(version, 10) >= NEWER_PACKAGE && nodeMajor() < NEWER_NODE) {
      return refuse(`better-sqlite3 ${version} needs Node ${NEWER_NODE}`);
    }
    return load('better-sqlite3');
  } catch (/** @type {any} */ error) {
    if (error.code === OPTION_CODES.value) throw error;
    return refuse('neither `node:sqlite` nor the package `better-sqlite3` can be loaded', error);
  }
}

function nodeMajor() {
  return Number.parseInt(process.versions.node, 10);
}

/**
 * @param {string} why
 * @param {unknown} [cause]
 * @returns {never}
 */
function refuse(why, cause) {
  const cure =
    nodeMajor() < NEWER_NODE
      ? 'Run `npm install better-sqlite3@12`, or use Node 22.13 or newer'
      : 'Run `npm install better-sqlite3`, or use Node 22.13 or newer';
  throw optionError('value', `SqliteStore needs a library for SQLite, and ${why}. ${cure}`, cause);
}

/**
 * The class of the library that a handle belongs to, also of one that the app has derived its own from. Two copies of SQLite in one
 * process must not open the same file: closing one drops the locks of the other.
 * @param {any} handle
 * @returns {HandleClass | undefined}
 */
function libraryOf(handle) {
  if (handle === null || typeof handle !== 'object') return undefined;
  if (typeof handle.prepare !== 'function' || typeof handle.exec !== 'function') return undefined;
  let found = handle;
  while (found !== null && !Object.hasOwn(found, 'prepare')) found = Object.getPrototypeOf(found);
  return found === handle ? undefined : found?.constructor;
}

/**
 * The file of a handle that is open.
 * @param {Handle} handle
 * @returns {string}
 */
function fileOf(handle) {
  const statement = handle.prepare('PRAGMA database_list');
  statement.setReturnArrays?.(false);
  const main = statement.all().find(({ name }) => name === 'main');
  return main?.file ?? '';
}

/**
 * The class and the file of the app's own handle.
 * @param {unknown} database
 */
function fromHandle(database) {
  const library = libraryOf(database);
  const wanted = 'an open database of `node:sqlite` or better-sqlite3';
  if (library === undefined) throw argumentError('option `database`', wanted, database);
  const path = fileOf(/** @type {Handle} */ (database));
  if (path === '') {
    throw optionError('value', 'option `database` must be in a file. For memory use MemoryStore');
  }
  return { library, path };
}

module.exports = { NAMES, fileOf, findLibrary, fromHandle, libraryOf };
