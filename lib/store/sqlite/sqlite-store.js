'use strict';

const { STORE, checkOptions } = require('../../options/check-options');
const { nonEmptyString, oneOf } = require('../../util/checks');
const { optionError } = require('../../util/option-error');
const { tableName } = require('../sql/rows');
const { Store } = require('../store');
const { DatabaseFile } = require('./database-file');
const { NAMES, findLibrary, fromHandle } = require('./library');
const { OwnTransactions } = require('./own-transactions');
const { SqliteVerbs } = require('./sqlite-verbs');
const { TurnQueue } = require('./turn-queue');

/** @import { OptionTable } from '../../options/check-options' */
/** @import { Check } from '../../util/checks' */

/** @type {Check} */
const keep = (name, value) => value;
/** @type {Check<string>} */
const filePath = (name, value) => {
  const path = nonEmptyString(name, value);
  if (path === ':memory:' || path.startsWith('file:')) {
    throw optionError(
      'value',
      `option \`${name}\` must be the path of a file. For memory use MemoryStore`,
    );
  }
  return path;
};

/**
 * The options of a store in a file that it opens by itself.
 * @type {OptionTable}
 */
const FILE = {
  path: [filePath],
  library: [oneOf(...NAMES)],
  table: [tableName, 'onceonly_records'],
  prefix: STORE.prefix,
};
/** @type {OptionTable} */
const OPTIONS = { ...FILE, database: [keep] };

/** The store in a file of SQLite, which the processes of one machine share. Opens the file when it is first used. */
class SqliteStore extends Store {
  /** @param {any} options */
  constructor(options) {
    if (options?.database === undefined) refuseUnset(options, 'path');
    const checked = /** @type {any} */ (checkOptions(options, OPTIONS));
    const { prefix, table } = checked;
    const file = new DatabaseFile({ ...placeOf(checked), table });
    const queue = new TurnQueue(file);
    const transactions = new OwnTransactions(file, queue, prefix);
    const onClose = () => transactions.close();
    super(new SqliteVerbs({ file, queue, prefix, onClose }), {
      kind: 'sqlite',
      shared: true,
      prefix,
      transactions,
    });
  }
}

/**
 * A file that is not named is an error, never another store.
 * @param {any} options
 * @param {string} name
 */
function refuseUnset(options, name) {
  if (Object(options) !== options || options[name] !== undefined) return;
  const why =
    name in options ? 'Is an environment variable unset?' : 'Give it, or `database` of your own';
  throw optionError('unset', `option \`${name}\` must not be undefined. ${why}`);
}

/**
 * The file, and the library that opens it. `isOwn`: the file is the store's.
 * @param {any} options
 */
function placeOf({ path, database, library }) {
  if (database === undefined) return { path, library: findLibrary(library), isOwn: true };
  if (path !== undefined || library !== undefined) {
    const other = path === undefined ? 'library' : 'path';
    throw optionError('conflict', `option \`${other}\` must not be given with \`database\``);
  }
  return { ...fromHandle(database), isOwn: false };
}

module.exports = { FILE, SqliteStore, refuseUnset };
