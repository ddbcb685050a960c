'use strict';

const { StoreError } = require('onceonly');
const {
  isLockTimeout,
  isPassingFailure,
  noteLostConnection,
  storeErrorOf,
} = require('../../../lib/postgres/sql-errors.js');

const sqlError = (code) =>
  Object.assign(new Error('a value of somebody'), { code, severity: 'ERROR' });
const nodeError = (code) => Object.assign(new Error('connect'), { code, syscall: 'connect' });

/** As Prisma 7 gives an error of its adapter for `pg`. */
function ofPrisma(originalCode) {
  const cause = { originalCode, kind: 'postgres' };
  const driverAdapterError = Object.assign(new Error('postgres'), { cause });
  return Object.assign(new Error('Raw query failed'), {
    code: 'P2010',
    meta: { driverAdapterError },
  });
}

describe('storeErrorOf()', () => {
  test.each([
    ['40001', 'BUSY', 'safe'],
    ['40P01', 'BUSY', 'safe'],
    ['55P03', 'ROW_LOCKED', 'safe'],
    ['57014', 'STORE_TIMEOUT', 'safe'],
    ['57P01', 'REPLY_LOST', 'ambiguous'],
    ['57P03', 'LOADING', 'safe'],
    ['08006', 'REPLY_LOST', 'ambiguous'],
    ['25006', 'READ_ONLY', 'safe'],
    ['53100', 'SERVER_FULL', 'safe'],
    ['53300', 'CONNECT_FAILED', 'safe'],
    ['28P01', 'AUTH_FAILED', 'safe'],
    ['42501', 'NO_PERMISSION', 'safe'],
    ['42P01', 'NO_TABLE', 'no'],
    ['22P02', 'SERVER_ERROR', 'no'],
  ])('says of SQLSTATE %s: %s, %s', (state, code, retry) => {
    expect(storeErrorOf(sqlError(state))).toMatchObject({ code, retry });
  });

  test.each([
    [nodeError('ECONNREFUSED'), false, 'CONNECT_FAILED', 'safe'],
    [nodeError('EPERM'), false, 'CONNECT_FAILED', 'safe'],
    [nodeError('ECONNRESET'), true, 'REPLY_LOST', 'ambiguous'],
    [nodeError('ENOTFOUND'), false, 'LOOKUP_FAILED', 'safe'],
    [new Error('Connection terminated unexpectedly'), true, 'REPLY_LOST', 'ambiguous'],
  ])('says of %s on a connection (%s): %s, %s', (error, isConnected, code, retry) => {
    expect(storeErrorOf(error, isConnected)).toMatchObject({ code, retry, cause: error });
  });

  test('leaves a StoreError as it is, and tells no text of the server', () => {
    const own = new StoreError('FULL', 'full', { retry: 'no' });
    expect(storeErrorOf(own)).toBe(own);
    expect(storeErrorOf(sqlError('22P02')).message).not.toContain('somebody');
  });
});

describe('isPassingFailure()', () => {
  test.each([
    [sqlError('40001'), true],
    [new Error('wrapped', { cause: sqlError('40P01') }), true],
    [Object.assign(new Error('wrapped'), { driverError: sqlError('57P01') }), true],
    [Object.assign(new Error('conflict'), { code: 'P2034' }), true],
    [sqlError('25P03'), true],
    [ofPrisma('40001'), true],
    [ofPrisma('23505'), false],
    [Object.assign(new Error('raw'), { code: 'P2010', meta: { code: '40001' } }), true],
    [new Error('A query cannot be executed on an expired transaction. The timeout'), true],
    [new Error('A query cannot be executed on a committed transaction.'), false],
    [new Error('INSERT INTO orders - Connection terminated unexpectedly'), true],
    [new Error('Connection terminated unexpectedly'), true],
    [new Error('Client has encountered a connection error and is not queryable'), true],
    [nodeError('ECONNRESET'), false],
    [sqlError('23505'), false],
    [new Error('declined'), false],
    [undefined, false],
  ])('says of %s: %s', (error, expected) => {
    expect(isPassingFailure(error)).toBe(expected);
  });

  test('knows a reset of the connection of a transaction, also wrapped, from that of another one', () => {
    const [own, inner, other] = [1, 2, 3].map(() => nodeError('ECONNRESET'));
    for (const error of [own, new Error('wrapped', { cause: inner })]) noteLostConnection(error);
    expect([own, inner, other].map(isPassingFailure)).toEqual([true, true, false]);
    expect(isPassingFailure(new Error('wrapped anew', { cause: own }))).toBe(true);
  });

  test('takes no error of the app for one of a connection', () => {
    const declined = new Error('declined');
    noteLostConnection(declined);
    noteLostConnection(undefined);
    expect(isPassingFailure(declined)).toBe(false);
  });

  test('ends on a circle of causes', () => {
    const error = new Error('circle');
    error.cause = error;
    expect(isPassingFailure(error)).toBe(false);
  });
});

test('isLockTimeout() finds a lock timeout behind a library', () => {
  expect(isLockTimeout(new Error('wrapped', { cause: sqlError('55P03') }))).toBe(true);
  expect(isLockTimeout(Object.assign(new Error('raw'), { meta: { code: '55P03' } }))).toBe(true);
  expect(isLockTimeout(ofPrisma('55P03'))).toBe(true);
  expect(isLockTimeout(ofPrisma('40001'))).toBe(false);
  expect(isLockTimeout(sqlError('40001'))).toBe(false);
});
