'use strict';

const { StoreError } = require('onceonly');
const {
  isPassingFailure,
  rolledBack,
  storeErrorOf,
} = require('../../../../lib/store/sqlite/sqlite-errors.js');

const ofNode = (errcode) =>
  Object.assign(new Error('about "orders"'), { code: 'ERR_SQLITE_ERROR', errcode });
const ofPackage = (code) => Object.assign(new Error('about "orders"'), { code });
const ofFile = (code) => Object.assign(new Error(code), { code, syscall: 'open' });

describe('an error of SQLite', () => {
  test.each([
    [5, 'SQLITE_BUSY', 'BUSY', 'safe'],
    [517, 'SQLITE_BUSY_SNAPSHOT', 'BUSY', 'safe'],
    [6, 'SQLITE_LOCKED', 'BUSY', 'safe'],
    [8, 'SQLITE_READONLY', 'READ_ONLY', 'safe'],
    [1032, 'SQLITE_READONLY_DBMOVED', 'FILE_REPLACED', 'no'],
    [778, 'SQLITE_IOERR_WRITE', 'SERVER_ERROR', 'ambiguous'],
    [11, 'SQLITE_CORRUPT', 'CORRUPT', 'no'],
    [13, 'SQLITE_FULL', 'SERVER_FULL', 'safe'],
    [14, 'SQLITE_CANTOPEN', 'CANT_OPEN', 'safe'],
    [26, 'SQLITE_NOTADB', 'NOT_A_DATABASE', 'no'],
    [1, 'SQLITE_ERROR', 'SERVER_ERROR', 'no'],
  ])('is the same by number %i and by name %s: %s, retry %s', (number, name, code, retry) => {
    for (const thrown of [ofNode(number), ofPackage(name)]) {
      const error = storeErrorOf(thrown);
      expect(error).toBeInstanceOf(StoreError);
      expect([error.code, error.retry, error.cause]).toEqual([code, retry, thrown]);
      expect(error.message).not.toContain('orders');
    }
  });

  test('in a transaction that was rolled back has written nothing', () => {
    const error = rolledBack(storeErrorOf(ofNode(778)));
    expect([error.code, error.retry]).toEqual(['SERVER_ERROR', 'safe']);
    const final = storeErrorOf(ofNode(11));
    expect(rolledBack(final)).toBe(final);
  });
});

describe('an error of the file', () => {
  test.each([
    ['EACCES', 'READ_ONLY', 'safe'],
    ['EROFS', 'READ_ONLY', 'safe'],
    ['ENOSPC', 'SERVER_FULL', 'safe'],
    ['ENOENT', 'CANT_OPEN', 'safe'],
  ])('%s is %s, retry %s', (code, expected, retry) => {
    expect(storeErrorOf(ofFile(code))).toMatchObject({ code: expected, retry });
  });

  test('that nobody knows may have written', () => {
    expect(storeErrorOf(new Error('what?'))).toMatchObject({
      code: 'SERVER_ERROR',
      retry: 'ambiguous',
    });
  });
});

describe('a transaction', () => {
  test('may run again when SQLite was busy or full, also behind the error of a library', () => {
    for (const error of [ofNode(5), ofPackage('SQLITE_BUSY_SNAPSHOT'), ofNode(13)]) {
      expect(isPassingFailure(error)).toBe(true);
      expect(isPassingFailure(new Error('query failed', { cause: error }))).toBe(true);
    }
  });

  test('does not run again for a broken rule of the app', () => {
    const unique = ofPackage('SQLITE_CONSTRAINT_UNIQUE');
    for (const error of [unique, ofNode(2067), new Error('declined'), null, 'text']) {
      expect(isPassingFailure(error)).toBe(false);
    }
  });
});
