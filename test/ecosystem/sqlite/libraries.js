'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { SqliteStore } = require('../../../lib/store/sqlite');
const { findLibrary } = require('../../../lib/store/sqlite/library');

const { atEnd } = require('../../helpers/cleanups.js');
const { IS_OLD_NODE, PACKAGES } = require('./packages.js');

/** The libraries that this Node can load. One that should be there and is not fails the tests that ask for it. */
const LIBRARIES = IS_OLD_NODE ? ['better-sqlite3'] : ['node:sqlite', 'better-sqlite3'];

/** What a child process needs to find the same package. */
const CHILD_ENV = { ...process.env, NODE_NO_WARNINGS: '1', NODE_PATH: PACKAGES };

/** Defines the tests of `define(library)` for each library. */
function onEachLibrary(define) {
  describe.each(LIBRARIES)('by %s', (library) => define(library));
}

/** A folder for databases. It goes with the test file. */
function freshFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onceonly-sqlite-'));
  atEnd(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The path of a file that is not there yet. */
function freshFile() {
  return path.join(freshFolder(), 'records.db');
}

/** An app's own handle on a file. It is closed with the test file, unless the test has done so. */
function openHandle(library, file) {
  const handle = new (findLibrary(library))(file, { timeout: 0 });
  atEnd(() => {
    if (handle.open !== false && handle.isOpen !== false) handle.close();
  });
  return handle;
}

/** A store that is closed with the test file. */
function openStore(options) {
  const store = new SqliteStore(options);
  atEnd(() => store.close());
  return store;
}

module.exports = {
  CHILD_ENV,
  LIBRARIES,
  freshFile,
  freshFolder,
  onEachLibrary,
  openHandle,
  openStore,
};
