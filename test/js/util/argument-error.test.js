'use strict';

const {
  IdempotencyHandler,
  MemoryStore,
  asyncRoute,
  canonicalize,
  defineStore,
  fingerprint,
  generateIdempotencyKey: newKey,
  idempotency,
  idempotentRoute,
  jsonSerializer,
} = require('onceonly');
const { contract } = require('onceonly/contract');
const { testStore } = require('onceonly/testing');

const { RequestIdempotency } = require('../../../lib/http/request-idempotency.js');
const { ResponseIdempotency } = require('../../../lib/response/route-controls.js');
const { givenResponse } = require('../../../lib/result/manual-response.js');
const { statusVerdict } = require('../../../lib/result/policy.js');
const { keyReader } = require('../../../lib/identity/idempotency-key.js');
const { reconcile } = require('../../../lib/execution/recovery.js');
const { OPTION_CODES } = require('../../../lib/util/option-error.js');
const { storeOfVerbs } = require('../../helpers/verb-store.js');

const SECRET = 'hunter2';
const MIB_64 = 64 * 1024 * 1024;

const store = new MemoryStore();
const failingStore = testStore();
const handler = new IdempotencyHandler({ store });
const failing = () => Promise.reject(new Error('declined'));
const hidden = { file: new Blob([SECRET]) };

afterAll(() => Promise.all([store, failingStore].map((each) => each.close())));

/** What a function throws, or its promise rejects with. */
async function thrownBy(run) {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const { argument, returned, unserializable, incomparable, tooLarge, method, value, conflict } =
  OPTION_CODES;

const ROWS = [
  [argument, 'asyncRoute() without a handler', () => asyncRoute()],
  [argument, 'idempotentRoute() without an operation', () => idempotentRoute({})],
  [argument, 'execute() of a handler without an operation', () => handler.execute('k', {})],
  [
    argument,
    'execute() of a request without an operation',
    () => new RequestIdempotency({}, {}, () => {}, 'k', {}).execute(),
  ],
  [
    argument,
    'execute() of a captured request without an operation',
    () => new ResponseIdempotency('k', {}, {}).execute(SECRET),
  ],
  [
    argument,
    'downstreamKey() without a name',
    () => handler.execute('d', {}, async ({ downstreamKey }) => downstreamKey()),
  ],
  [argument, 'a key that is not text', () => handler.execute(7, {}, async () => 1)],
  [argument, 'a key that is too long', () => store.find('k'.repeat(256))],
  [argument, 'an address that is a number', () => store.inspect(7)],
  [
    argument,
    'an address with a method that is not text',
    () => store.check({ key: 'k', method: 1 }),
  ],
  [argument, 'an address with a flag that is text', () => store.check({ key: 'k', strict: 'no' })],
  [argument, 'an address with a wrong id', () => store.remove({ id: SECRET })],
  [argument, 'store() of null', () => store.store('k', null)],
  [argument, 'defineStore() without functions', () => defineStore(SECRET)],
  [argument, 'defineStore() without one function', () => defineStore({ insert() {}, look() {} })],
  [argument, 'contract() of a store', () => contract(store)],
  [argument, 'fail() with an unknown code', () => failingStore.fail('begin', 'NOPE')],
  [argument, 'idempotency() with two arguments', () => idempotency({}, SECRET)],
  [
    returned,
    '`storeIf`',
    () => new IdempotencyHandler({ store, storeIf: () => 'maybe' }).execute(newKey(), {}, failing),
  ],
  [
    returned,
    '`cacheErrors`',
    () =>
      new IdempotencyHandler({ store, cacheErrors: async () => true }).execute(
        newKey(),
        {},
        failing,
      ),
  ],
  [returned, '`cacheStatus`', () => statusVerdict(200, { cacheStatus: () => {} }, {})],
  [returned, '`keySource`', () => keyReader({ keySource: async () => SECRET })({})],
  [returned, '`onAbandoned`', () => reconcile(() => ({ status: 'done', result: SECRET }))],
  [returned, 'the status of `onAbandoned`', () => givenResponse({ status: 99 }, [])],
  [returned, 'the body of `onAbandoned`', () => givenResponse({ status: 200, body: [SECRET] }, [])],
  [
    returned,
    'the headers of `onAbandoned`',
    () => givenResponse({ status: 200, headers: new Headers({ a: SECRET }) }, []),
  ],
  [
    returned,
    'a header of `onAbandoned`',
    () => givenResponse({ status: 200, headers: { a: `${SECRET}\r\n` } }, ['a']),
  ],
  [value, 'the status for resolve()', () => store.resolve('k', { response: { status: 99 } })],
  [conflict, 'nothing for resolve()', () => store.resolve('k', {})],
  [unserializable, 'a function for store()', () => store.store('k', () => SECRET)],
  [unserializable, 'a BigInt for resolve()', () => store.resolve('k', { result: 1n })],
  [unserializable, 'a function for jsonSerializer', () => jsonSerializer.serialize(() => SECRET)],
  [unserializable, 'undefined for canonicalize()', () => canonicalize(undefined)],
  [unserializable, 'a symbol for fingerprint()', () => fingerprint(Symbol(SECRET))],
  [incomparable, 'a Blob for execute()', () => handler.execute('k', hidden, async () => 1)],
  [incomparable, 'a Blob for check()', () => store.check('k', hidden)],
  [incomparable, 'no JSON form for check()', () => store.check('k', { toJSON() {} })],
  [tooLarge, 'a value for store()', () => store.store('k', Buffer.alloc(MIB_64 + 1))],
  [method, 'list() of a store of verbs', () => storeOfVerbs({}).list()],
];

describe.each(ROWS)('%s of %s', (code, _, run) => {
  test('is a TypeError with its section as help', async () => {
    const error = await thrownBy(run);
    expect(error).toMatchObject({
      name: 'TypeError',
      code,
      help: `onceonly/docs/reference/errors.md#${code.toLowerCase()}`,
    });
  });

  test('names the allowed values, and shows no value that may be secret', async () => {
    const { message } = await thrownBy(run);
    expect(message).toMatch(/^onceonly: .+ must .+[.?]$/);
    expect(message).not.toContain(SECRET);
  });
});

test('every code of an argument has a row here', () => {
  const codes = Object.values(OPTION_CODES).filter((code) => !code.includes('_OPTION_'));
  expect([...new Set(ROWS.map(([code]) => code))]).toEqual(expect.arrayContaining(codes));
});

describe('the message', () => {
  test.each([
    [() => asyncRoute(), 'the handler of asyncRoute() must be a function (received undefined).'],
    [
      () => store.inspect(7),
      'must be a key, { key, method, path, scope } or { id } (received a num',
    ],
    [
      () => store.find('k'.repeat(256)),
      'a string of 1 to 255 characters (received 256 characters)',
    ],
    [
      () => statusVerdict(200, { cacheStatus: () => 'maybe' }, {}),
      "`cacheStatus` must return true, false, 'store', 'free' or 'silent' (received 'maybe').",
    ],
    [
      () => reconcile(() => ({ status: 'done' })),
      "must return { status: 'completed' | 'not-started' | 'unknown' } (received status 'done').",
    ],
    [
      () => givenResponse({ status: 99 }, []),
      '`result.status` from `onAbandoned` must be a whole number from 200 to 599 (received 99).',
    ],
    [
      () => store.resolve('k', { response: { status: 200, headers: { 'a b': 1 } } }),
      'or arrays of them (received a number for "a b").',
    ],
    [() => store.check('k', hidden), 'must have a toJSON() (received a Blob at /file).'],
  ])('names the received value: %s', async (run, words) => {
    expect((await thrownBy(run)).message).toContain(words);
  });
});

test('a value that cannot be serialized has the thrown error as its cause', async () => {
  const thrown = new Error('no key');
  const serializer = {
    serialize() {
      throw thrown;
    },
    deserialize() {},
  };
  const byApp = await thrownBy(() => store.store('k', 1, undefined, { serializer }));
  expect(byApp).toMatchObject({ code: unserializable, cause: thrown });
  const byJson = await thrownBy(() => store.store('k', 1n));
  expect(byJson.cause).toMatchObject({
    name: 'TypeError',
    message: expect.stringMatching(/BigInt/),
  });
});

test('a serializer that returns no bytes is the cause of a value that is not stored', async () => {
  const serializer = { serialize: () => 7, deserialize() {} };
  const error = await thrownBy(() => store.store('k', 1, undefined, { serializer }));
  expect(error).toMatchObject({ code: unserializable, cause: { code: returned } });
  expect(error.cause.message).toBe(
    'onceonly: `serializer.serialize()` must return a string or bytes (received a number).',
  );
});
