'use strict';

const { createStore } = require('onceonly');
const { SqliteStore } = require('onceonly/sqlite');

// The root of this project has no better-sqlite3, whatever its Node has.
const PACKAGE = { library: 'better-sqlite3' };

describe('new SqliteStore()', () => {
  test.each([
    ['no file', {}, 'ERR_ONCEONLY_OPTION_UNSET'],
    ['a variable that is unset', { path: undefined }, 'ERR_ONCEONLY_OPTION_UNSET'],
    ['an empty path', { path: '' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    ['memory', { path: ':memory:' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    ['a URI', { path: 'file:records.db?mode=memory' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    ['a path and a database', { path: 'a.db', database: {} }, 'ERR_ONCEONLY_OPTION_CONFLICT'],
    ['a library of a database', { ...PACKAGE, database: {} }, 'ERR_ONCEONLY_OPTION_CONFLICT'],
    ['a database that is none', { database: { query() {} } }, 'ERR_ONCEONLY_ARGUMENT'],
    [
      'a database that is no handle',
      { database: { prepare() {}, exec() {} } },
      'ERR_ONCEONLY_ARGUMENT',
    ],
    ['an unknown library', { path: 'a.db', library: 'sqlite3' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    ['a table with a quote', { path: 'a.db', table: 'a"b' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    ['an option of another store', { path: 'a.db', redis: 'x' }, 'ERR_ONCEONLY_OPTION_UNKNOWN'],
    ['no options', undefined, 'ERR_ONCEONLY_ARGUMENT'],
  ])('refuses %s', (_, options, code) => {
    expect(() => new SqliteStore(options)).toThrow(expect.objectContaining({ code }));
  });

  test('says what to install when the library is missing', () => {
    expect(() => new SqliteStore({ path: 'a.db', ...PACKAGE })).toThrow(
      /npm install better-sqlite3/,
    );
  });
});

describe('createStore({ sqlite })', () => {
  test.each([
    ['a variable that is unset', { sqlite: undefined }, 'ERR_ONCEONLY_OPTION_UNSET'],
    ['memory', { sqlite: ':memory:' }, 'ERR_ONCEONLY_OPTION_VALUE'],
    ['two stores', { sqlite: 'a.db', redis: 'redis://x' }, 'ERR_ONCEONLY_OPTION_UNKNOWN'],
    ['the name of the class', { sqlite: 'a.db', path: 'b.db' }, 'ERR_ONCEONLY_OPTION_UNKNOWN'],
  ])('refuses %s', (_, options, code) => {
    expect(() => createStore(options)).toThrow(expect.objectContaining({ code }));
  });

  test('says what to install when the library is missing', () => {
    expect(() => createStore({ sqlite: 'a.db', ...PACKAGE })).toThrow(/npm install better-sqlite3/);
  });
});
