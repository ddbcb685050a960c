'use strict';

const {
  MemoryStore,
  createStore,
  defineStore,
  idempotency,
  idempotencyErrors,
  idempotentRoute,
} = require('onceonly');

const { OPTION_CODES } = require('../../../lib/util/option-error.js');
const {
  HANDLER,
  MIDDLEWARE,
  OVERRIDES,
  STORE,
  checkOptions,
  withDurations,
  withOverrides,
} = require('../../../lib/options/check-options.js');
const { thrownBy } = require('../../helpers/thrown-by.js');

class OutOfStock extends Error {}

const NO_SECONDS = ['60', NaN, null, true, {}, 0, -1, Infinity];
const NO_COUNTS = ['1', NaN, null, 1.5, -1, Infinity];
const NO_FUNCTIONS = [null, 'name', {}, true];
const NO_BOOLEANS = [null, 0, 1, 'true', {}];

// name: [good values, bad values]
const VALUES = {
  redis: [
    ['redis://localhost', { host: 'localhost' }],
    [undefined, null, '', 7, true, []],
  ],
  store: [[new MemoryStore()], [undefined, null, {}, 'redis']],
  prefix: [
    ['a', 'shop:1.A_b-', 'p'.repeat(64)],
    ['', 'p'.repeat(65), 'a{b}', 'a b', 'é', null, 7],
  ],
  connectTimeoutMs: [
    [1, 2000],
    [...NO_COUNTS, 0, 2001],
  ],
  commandTimeoutMs: [
    [1, 60_000],
    [...NO_COUNTS, 0, 60_001],
  ],
  lockTTL: [
    [0.001, 1, 3600],
    [...NO_SECONDS, 3601],
  ],
  resultTTL: [
    [0.5, 366 * 86_400],
    [...NO_SECONDS, 366 * 86_400 + 1],
  ],
  errorTTL: [
    [0.5, 366 * 86_400],
    [...NO_SECONDS, 366 * 86_400 + 1],
  ],
  abandonedTTL: [
    [0.5, 366 * 86_400],
    [...NO_SECONDS, 366 * 86_400 + 1],
  ],
  operationTimeoutMs: [
    [0, 1, 2 ** 31 - 1],
    [...NO_COUNTS, 2 ** 31],
  ],
  budgetMs: [
    [1, 60_000],
    [...NO_COUNTS, 0, 60_001],
  ],
  storeIf: [[() => true], NO_FUNCTIONS],
  cacheErrors: [
    ['all', 'client', 'none', () => true],
    ['some', '', null, true, {}],
  ],
  onAbandoned: [
    ['retry', 'conflict', async () => ({ status: 'unknown' })],
    ['ignore', '', null, true],
  ],
  inProgress: [
    ['reject', 'wait'],
    ['', 'WAIT', true, null, 7],
  ],
  maxWaitMs: [
    [1, 30_000, 2 ** 31 - 1],
    [...NO_COUNTS, 0, 2 ** 31],
  ],
  maxAttempts: [
    [1, 1000],
    [...NO_COUNTS, 0, 1001],
  ],
  mismatchStatus: [
    [422, 409],
    [400, '409', null, true],
  ],
  onStoreDown: [
    ['closed', 'open'],
    ['maybe', '', null, false],
  ],
  maxResultBytes: [
    [0, 64 * 1024 * 1024],
    [...NO_COUNTS, 64 * 1024 * 1024 + 1],
  ],
  roundTrip: [[true, false], NO_BOOLEANS],
  serializer: [
    [
      { serialize() {}, deserialize() {} },
      { serialize() {}, deserialize() {}, acceptPlain: true },
    ],
    [null, 'json', {}, { serialize() {} }, { serialize() {}, deserialize() {}, acceptPlain: 1 }],
  ],
  errorSerializer: [[{ serialize() {}, deserialize() {} }], [null, {}, { deserialize() {} }]],
  errorClasses: [
    [[], [OutOfStock], { OutOfStock }, { a: OutOfStock }],
    [
      null,
      OutOfStock,
      'OutOfStock',
      [Date],
      ['OutOfStock'],
      [null],
      { a: null },
      [Error],
      { TypeError },
    ],
  ],
  onEvent: [[() => {}], NO_FUNCTIONS],
  eventRoute: [[() => '/'], NO_FUNCTIONS],
  logger: [[console], [null, {}, { info() {} }, () => {}]],
  maxBodyBytes: [
    [0, Number.MAX_SAFE_INTEGER],
    [...NO_COUNTS, 2 ** 53],
  ],
  secret: [
    [
      's',
      Buffer.from('s'),
      new Uint8Array(1),
      ['new'],
      ['new', Buffer.from('old')],
      [null, 'new'],
      ['new', null],
    ],
    [
      '',
      Buffer.alloc(0),
      new Uint16Array(1),
      [],
      ['a', ''],
      ['a', undefined],
      ['a', 'b', 'c'],
      [null],
      [null, null],
      null,
      7,
      {},
    ],
  ],
  keyHint: [[true, false], NO_BOOLEANS],
  headerName: [
    ['X-Request-Id', 'x'],
    ['', 'a b', 'a:b', 'ä', null, 7],
  ],
  required: [[true, false], NO_BOOLEANS],
  acceptDuplicates: [[true, false], NO_BOOLEANS],
  methods: [
    [[], ['post', 'M-SEARCH']],
    ['POST', null, [7], [''], ['PO ST'], {}],
  ],
  scope: [[() => 'tenant', false], NO_FUNCTIONS.filter((value) => value !== false).concat(true)],
  route: [
    ['/pay', 'anything'],
    ['', null, 7, () => '/pay'],
  ],
  keyPattern: [
    [/^a$/, /b/iu],
    ['a', null, /a/g, /a/y, {}],
  ],
  keySyntax: [
    ['lenient', 'strict'],
    ['Strict', '', null, true],
  ],
  fingerprint: [
    [
      false,
      {},
      { include: ['/a/b~1c/0', 'items.*.id', '*'] },
      { exclude: ['/', '/*'], headers: ['X-Version'], query: false },
    ],
    [
      null,
      true,
      'a',
      [],
      { include: [] },
      { include: 'a' },
      { include: [''] },
      { include: ['a..b'] },
      { include: ['.a'] },
      { include: ['\ud800'] },
      { include: [Array(129).fill('a').join('.')] },
      { exclude: ['/a~2'] },
      { exclude: ['/a~'] },
      { exclude: [7] },
      { exclude: Array(101).fill('a') },
      { headers: 'accept' },
      { headers: ['a b'] },
      { headers: ['Authorization'] },
      { headers: ['cookie'] },
      { headers: ['Idempotency-Key'] },
      { query: 1 },
    ],
  ],
  keySource: [[(req) => req.body.key], NO_FUNCTIONS],
  mode: [
    ['execute', 'response'],
    ['', 'Response', null, true],
  ],
  replayHeaders: [
    [[], ['X-Order', 'x-total']],
    ['X-Order', null, [7], [''], ['a b'], {}],
  ],
  cacheStatus: [
    [[], [200, '4xx', 599], () => true],
    ['2xx', null, 200, ['2XX'], ['1xx'], [199], [600], [true]],
  ],
};

// What an option needs beside it.
const RESPONSE = { mode: 'response', scope: false };
const BESIDE = { mode: { scope: false }, replayHeaders: RESPONSE, cacheStatus: RESPONSE };

const rows = Object.entries(VALUES).flatMap(([name, [good, bad]]) => ({ name, good, bad }));

test('every option has a row here', () => {
  expect(Object.keys(VALUES).sort()).toEqual(Object.keys(MIDDLEWARE).sort());
});

describe.each(rows)('the option $name', ({ name, good, bad }) => {
  test.each(good.map((value) => [value]))('may be %p', (value) => {
    expect(() => idempotency({ ...BESIDE[name], [name]: value })).not.toThrow();
  });

  test.each(bad.map((value) => [value]))('may not be %p', (value) => {
    const checking = () => idempotency({ ...BESIDE[name], [name]: value });
    expect(checking).toThrow(
      expect.objectContaining({ message: expect.stringMatching(`\`${name}[\`.]`) }),
    );
    expect(checking).toThrow(/^onceonly: option `[^`]+` must .*[.?]$/);
    const error = thrownBy(checking);
    expect(error.constructor).toBe(error.code === OPTION_CODES.range ? RangeError : TypeError);
    expect(Object.values(OPTION_CODES)).toContain(error.code);
    expect(error.help).toBe(`onceonly/docs/reference/errors.md#${error.code.toLowerCase()}`);
  });
});

test('a value of the wrong type is a TypeError, one out of range a RangeError', () => {
  expect(() => idempotency({ lockTTL: '60' })).toThrow(TypeError);
  expect(() => idempotency({ budgetMs: 0.5 })).toThrow(TypeError);
  expect(() => idempotency({ lockTTL: 0 })).toThrow(RangeError);
  expect(() => idempotency({ budgetMs: 0 })).toThrow(RangeError);
});

describe('a message', () => {
  test.each([
    [{ inProgress: 'block' }, "`inProgress` must be 'reject' or 'wait' (received 'block')."],
    [{ headerName: 'a b' }, "`headerName` must be the name of a header (received 'a b')."],
    [
      { cacheErrors: 'x' },
      "`cacheErrors` must be 'all', 'client', 'none' or a function (received 'x').",
    ],
    [{ scope: true }, '`scope` must be false or a function (received true).'],
    [{ required: null }, '`required` must be true or false (received null).'],
    [{ onEvent: {} }, '`onEvent` must be a function (received an object).'],
    [{ store: new Map() }, '(received an object of class Map).'],
    [{ methods: ['PO ST', 7] }, "(received ['PO ST', 7])."],
    [{ methods: Array(6).fill('a b') }, '(received an array of 6).'],
    [{ methods: [{}] }, '(received an array of 1).'],
    [{ keyPattern: /a/g }, '(received /a/g).'],
    [{ maxAttempts: 0 }, '`maxAttempts` must be a whole number from 1 to 1000 (received 0).'],
    [{ maxBodyBytes: -1 }, 'a whole number of 0 or more (received -1).'],
    [{ maxAttempts: 7n }, '(received 7).'],
    [{ route: Symbol('a') }, '(received Symbol(a)).'],
    [{ prefix: 'p'.repeat(65) }, `(received '${'p'.repeat(60)}...').`],
    [{ prefix: 'a\nb' }, "(received 'a\\nb')."],
    [{ route: '' }, "(received '')."],
    [
      { logger: { info() {}, error() {} } },
      'with the methods debug, info, warn, error (received an object without debug or warn).',
    ],
  ])('on %p names the allowed values and the received one', (options, words) => {
    expect(thrownBy(() => idempotency(options)).message).toContain(words);
  });

  test.each([
    ['redis', ['hunter2']],
    ['redis', { port: 'hunter2' }],
    ['redis', { password: { hunter2: 1 } }],
    ['redis', { tls: 'hunter2' }],
    ['redis', 'hunter2'],
    ['store', 'redis://:hunter2@host'],
    ['store', ['hunter2']],
    ['secret', { hunter2: 'hunter2' }],
    ['secret', ['hunter2', '']],
  ])('on `%s` never shows the value %j', (name, value) => {
    const { message } = thrownBy(() => idempotency({ [name]: value }));
    expect(message).toMatch(/^onceonly: option `/);
    expect(message).not.toContain('hunter2');
  });
});

describe('the code of an error', () => {
  const { unknown, value, range, unset, conflict, argument } = OPTION_CODES;
  const store = new MemoryStore();

  test.each([
    [unknown, 'an unknown option', () => idempotency({ foo: 1 })],
    [unknown, 'an unknown member', () => idempotency({ fingerprint: { foo: 1 } })],
    [unknown, 'an unknown part of an address', () => idempotency({ redis: { foo: 1 } })],
    [value, 'a wrong value', () => idempotency({ mode: 'both' })],
    [range, 'a number that is too large', () => idempotency({ maxAttempts: 1001 })],
    [unset, 'a variable that is unset', () => idempotency({ redis: undefined })],
    [
      unset,
      'a part of an address that is unset',
      () => idempotency({ redis: { host: undefined } }),
    ],
    [conflict, 'a store and its address', () => idempotency({ store, redis: 'redis://a' })],
    [conflict, 'response mode without a scope', () => idempotency({ mode: 'response' })],
    [conflict, 'an option of another mode', () => idempotency({ cacheStatus: [200] })],
    [
      conflict,
      'a function in response mode',
      () => idempotency({ mode: 'response', scope: false, cacheErrors: () => true }),
    ],
    [conflict, 'open and required', () => idempotency({ onStoreDown: 'open', required: true })],
    [argument, 'no options', () => idempotency(null)],
    [argument, 'two arguments', () => idempotency({}, {})],
    [argument, 'a store without verbs', () => defineStore({})],
  ])('is %s for %s', (code, _, run) => {
    expect(thrownBy(run)).toMatchObject({ code, help: expect.stringMatching(/^onceonly\/docs\//) });
  });
});

test.each([
  ['lockTTL', 3601],
  ['lockTTL', 60_000],
  ['resultTTL', 86_400_000],
  ['abandonedTTL', 604_800_000],
])('%s of %i asks whether it is in milliseconds', (name, value) => {
  expect(() => idempotency({ [name]: value })).toThrow(RangeError);
  expect(() => idempotency({ [name]: value })).toThrow(/Is it in milliseconds\?$/);
});

test('an option that is undefined has its default, but for the store', () => {
  const unset = Object.fromEntries(Object.keys(MIDDLEWARE).map((name) => [name, undefined]));
  expect(checkOptions(unset, MIDDLEWARE)).toEqual(checkOptions({}, MIDDLEWARE));
});

describe('an unknown option', () => {
  test.each([
    ['lockTtl', 'lockTTL'],
    ['lockTLL', 'lockTTL'],
    ['resultTtl', 'resultTTL'],
    ['header', 'headerName'],
    ['Required', 'required'],
    ['method', 'methods'],
    ['onStoreDwn', 'onStoreDown'],
    ['secrets', 'secret'],
    ['keyPrefix', 'prefix'],
    ['ttl', 'resultTTL'],
    ['client', 'redis'],
  ])('%s is a TypeError that names %s', (name, nearest) => {
    const checking = () => idempotency({ [name]: 1 });
    expect(checking).toThrow(TypeError);
    expect(checking).toThrow(`unknown option \`${name}\``);
    expect(checking).toThrow(`\`${nearest}`);
  });

  test.each([
    ['constructor'],
    ['toString'],
    ['hasOwnProperty'],
    ['__proto__x'],
    ['foo'],
    ['skip'],
    ['timeout'],
  ])('%s, which is near to no other, is refused without a guess', (name) => {
    const error = thrownBy(() => idempotency({ [name]: 1 }));
    expect(error).toMatchObject({ code: OPTION_CODES.unknown, name: 'TypeError' });
    expect(error.message).toBe(`onceonly: unknown option \`${name}\`.`);
  });

  test.each([
    [
      'scope on a route',
      () => idempotentRoute(() => {}, { scope: () => 'a' }),
      '`scope`. It is an option of idempotency(), not of a route.',
    ],
    [
      'prefix on a call',
      () => withOverrides(withDurations(checkOptions({}, HANDLER)), { prefix: 'a' }),
      '`prefix`. It is an option of idempotency(), not of execute() of an IdempotencyHandler.',
    ],
    [
      'maxEntries on the middleware',
      () => idempotency({ maxEntries: 1 }),
      '`maxEntries`. It is an option of MemoryStore, not of idempotency().',
    ],
    [
      'lockTTL on a store',
      () => createStore({ lockTTL: 1 }),
      '`lockTTL`. It is an option of idempotency(), not of a store.',
    ],
    [
      'methods on an error middleware',
      () => idempotencyErrors({ methods: [] }),
      '`methods`. It is an option of idempotency(). You cannot give it here.',
    ],
  ])('%s is told where it belongs', (_, run, words) => {
    expect(run).toThrow(`onceonly: unknown option ${words}`);
  });

  test('from another package gets no advice where our own option does not exist', () => {
    expect(() => createStore({ ttl: 1 })).toThrow(/^onceonly: unknown option `ttl`\. Known: /);
  });

  test('sentinels are said to be a part of `redis`', () => {
    expect(() => idempotency({ sentinels: [] })).toThrow(/Write `redis: { sentinels, name }`/);
  });
});

test.each([[null], [7], ['redis://localhost'], [[]], [true]])('%p are no options', (options) => {
  // They may be an address with its password.
  expect(() => idempotency(options)).not.toThrow('localhost');
  expect(() => idempotency(options)).toThrow(TypeError);
});

test('each table is a part of the next', () => {
  const names = (table) => Object.keys(table);
  expect(names(MIDDLEWARE)).toEqual(expect.arrayContaining(names(HANDLER)));
  expect(names(HANDLER)).toEqual(expect.arrayContaining(names(STORE)));
  expect(names(HANDLER)).toEqual(expect.arrayContaining(names(OVERRIDES)));
});

describe('durations and overrides', () => {
  const settings = withDurations(checkOptions({ lockTTL: 0.0015, resultTTL: 10 }, HANDLER));

  test('seconds become whole milliseconds', () => {
    expect(settings).toMatchObject({ leaseMs: 2, resultMs: 10_000, keepMs: 7 * 86_400_000 });
  });

  test.each([
    [{ lockTTL: 3600, resultTTL: 1, abandonedTTL: 1 }, 7_200_000],
    [{ lockTTL: 1, resultTTL: 9000, abandonedTTL: 1 }, 9_000_000],
    [{ lockTTL: 1, resultTTL: 1, abandonedTTL: 9000 }, 9_000_000],
  ])('%j keeps a lock for the longest of them', (options, keepMs) => {
    expect(withDurations(checkOptions(options, HANDLER)).keepMs).toBe(keepMs);
  });

  test('an override counts for one call', () => {
    const changed = withOverrides(settings, {
      lockTTL: 3600,
      roundTrip: false,
      storeIf: undefined,
    });
    expect(changed).toMatchObject({ leaseMs: 3_600_000, roundTrip: false, resultMs: 10_000 });
    expect(changed.keepMs).toBe(settings.keepMs);
    expect(settings).toMatchObject({ leaseMs: 2, roundTrip: true });
    expect(withOverrides(settings, undefined)).toBe(settings);
  });

  test.each([
    [{ lockTTL: 3601 }, /`lockTTL`.*seconds/],
    [{ storeIf: 'all' }, /`storeIf`/],
    [{ prefix: 'a' }, /unknown option `prefix`/],
    [{ resultTtl: 1 }, /`resultTTL`/],
  ])('the override %j is refused', (overrides, message) => {
    expect(() => withOverrides(settings, overrides)).toThrow(message);
  });
});
