'use strict';

const { contract } = require('../../../lib/testing/store-contract');
const { SqliteStore } = require('../../../lib/store/sqlite');

const { freshFile, onEachLibrary, openHandle } = require('./libraries.js');

function define(makeStore) {
  for (const { name, run } of contract(makeStore)) test(name, run);
}

onEachLibrary((library) => {
  describe('a store in a file of its own', () => {
    const path = freshFile();
    define(() => new SqliteStore({ path, library }));
  });

  describe('a store in the file of an app', () => {
    let database;
    beforeAll(() => {
      database = openHandle(library, freshFile());
    });
    define(() => new SqliteStore({ database, table: 'keys' }));
  });
});
