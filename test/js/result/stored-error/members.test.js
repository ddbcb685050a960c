'use strict';

const { runInNewContext } = require('node:vm');

const { IdempotencyError } = require('onceonly');
const { decodePayload, encodeError } = require('../../../../lib/result/payload.js');
const { errorClasses } = require('../../../../lib/result/stored-error/error-classes.js');

const SETTINGS = { maxResultBytes: 100_000, errorMs: 1000 };

/** `{ again, text, lost }`: the error that comes back, the bytes that are stored, and the members that are told as lost. */
function roundTrip(error, settings = SETTINGS) {
  const { payload, kind, change } = encodeError(error, settings);
  const { thrown } = decodePayload({ kind, payload }, settings);
  return { again: thrown, text: payload.toString(), lost: change?.lost ?? [] };
}

const withMembers = (members) => Object.assign(new Error('x'), members);

describe('the members of an error', () => {
  test.each([
    [{ left: 3, of: null, on: false, by: 'me' }],
    [{ headers: { 'Retry-After': '3' }, fields: { password: ['is too short'] } }],
    [{ errno: -2, code: 'ENOENT', syscall: 'open', path: '/nope' }],
    [{ constructor: 1, hasOwnProperty: [[], {}] }],
  ])('come back as they were: %j', (members) => {
    const { again, lost } = roundTrip(withMembers(members));
    expect({ ...again }).toEqual(members);
    expect(lost).toEqual([]);
  });

  test('named like members of every object change nothing else', () => {
    const error = withMembers(JSON.parse('{"data":{"__proto__":{"a":1}}}'));
    Object.defineProperty(error, '__proto__', { value: 'own', enumerable: true });
    class Named extends Error {}
    Object.setPrototypeOf(error, Named.prototype);
    const { again } = roundTrip(error, { ...SETTINGS, errorClasses: errorClasses('x', [Named]) });
    expect(Object.keys(again.data)).toEqual(['__proto__']);
    expect(Object.getOwnPropertyDescriptor(again, '__proto__').value).toBe('own');
    expect(Object.getPrototypeOf(again)).toBe(Named.prototype);
  });

  test('become their JSON form where they are dates or have a toJSON', () => {
    const { again } = roundTrip(withMembers({ at: new Date(0), price: { toJSON: () => '1.20' } }));
    expect({ ...again }).toEqual({ at: '1970-01-01T00:00:00.000Z', price: '1.20' });
  });

  const circle = {};
  circle.self = circle;
  let deep = {};
  for (let i = 0; i < 1000; i++) deep = { deep };

  test.each([
    ['a function', () => 1],
    ['a BigInt', 1n],
    ['NaN', NaN],
    ['a Map', new Map()],
    ['a circle', circle],
    ['a thousand levels', deep],
    ['an instance of a class', new (class Socket {})()],
    ['an error', new Error('inner')],
    ['an error inside', { of: [new Error('inner')] }],
    ['bytes', new Uint8Array(3)],
    ['a toJSON that throws', { toJSON: () => decodePayload({}) }],
  ])('are lost alone, with a warning, where they are %s', (_, value) => {
    const { again, lost } = roundTrip(withMembers({ value, left: 1 }));
    expect({ ...again }).toEqual({ left: 1 });
    expect(lost).toEqual(['value']);
  });

  test('are lost where they would take all the room, and the error is kept', () => {
    const { again, lost } = roundTrip(withMembers({ log: 'x'.repeat(100_000), left: 1 }));
    expect({ ...again }).toEqual({ left: 1 });
    expect(lost).toEqual(['log']);
  });
});

describe('credentials', () => {
  const SECRET = 'Bearer hush';
  const headers = { Authorization: SECRET };

  test.each([
    [
      'of the request of an HTTP client',
      { config: { headers }, request: {}, response: { headers } },
    ],
    ['of its options', { options: { headers }, body: SECRET }],
    ['of a request that is passed on', { req: { headers } }],
    ['in headers', { headers }],
    ['in details', { details: { headers } }],
    ['in an array', { tried: [{ headers }] }],
    ['among the members', { accessToken: SECRET, 'x-api-key': SECRET, client_secret: SECRET }],
    ['in members that are internal', { _original: { card: SECRET } }],
    ['in a statement', { sql: `SELECT '${SECRET}'`, parameters: [SECRET] }],
  ])('%s are not stored', (_, members) => {
    const { text, lost } = roundTrip(withMembers({ status: 502, ...members }));
    expect(text).not.toContain('hush');
    expect(lost.length).toBeGreaterThan(0);
  });

  test.each([
    ['a cause', (inner) => new Error('outer', { cause: inner })],
    ['an item of an AggregateError', (inner) => new AggregateError([inner], 'outer')],
    ['a member', (inner) => withMembers({ original: inner })],
    ['details', (inner) => withMembers({ details: inner })],
    ['a part of the details', (inner) => withMembers({ details: { inner } })],
    ['a value as the cause', (inner) => new Error('outer', { cause: { inner } })],
  ])('are not stored for an error with a toJSON that is %s', (_, wrap) => {
    const inner = withMembers({ config: { headers }, toJSON: () => ({ config: { headers } }) });
    expect(roundTrip(wrap(inner)).text).not.toContain('hush');
  });
});

describe("the language's own classes", () => {
  test.each([
    [new TypeError('a')],
    [new RangeError('a')],
    [new SyntaxError('a')],
    [new EvalError('a')],
    [new URIError('a')],
    [new ReferenceError('a')],
  ])('come back as themselves: %p', (error) => {
    const { again, lost } = roundTrip(error);
    expect(Object.getPrototypeOf(again)).toBe(Object.getPrototypeOf(error));
    expect(lost).toEqual([]);
  });

  test('take the place of a class of the app that extends them', () => {
    class BadAmount extends RangeError {}
    expect(roundTrip(new BadAmount('x')).again).toBeInstanceOf(RangeError);
  });

  test('an AggregateError has its errors', () => {
    const { again } = roundTrip(new AggregateError([new TypeError('a'), new Error('b')], 'both'));
    expect(again).toBeInstanceOf(AggregateError);
    expect(again.message).toBe('both');
    expect(again.errors.map(String)).toEqual(['TypeError: a', 'Error: b']);
  });

  test('an AggregateError keeps members that are no errors', () => {
    expect(roundTrip(new AggregateError(['a', 1])).again.errors).toEqual(['a', 1]);
  });

  test('errors that hold themselves many times end', () => {
    const error = new AggregateError([]);
    error.errors = Array(100).fill(error);
    const { again } = roundTrip(error);
    expect(again.errors).toHaveLength(100);
    expect(again.errors[0].errors).toEqual([]);
  });

  test('a DOMException keeps its name, code and message', () => {
    const { again, lost } = roundTrip(new DOMException('too slow', 'TimeoutError'));
    expect(again).toBeInstanceOf(DOMException);
    expect(again).toMatchObject({ name: 'TimeoutError', code: 23, message: 'too slow' });
    expect(again.cached).toBe(true);
    expect(lost).toEqual([]);
  });

  test.each([
    ["new TypeError('a')", 'TypeError: a'],
    ["Object.assign(new Error('a'), { status: 402 })", 'Error: a'],
    ["new Error('a', { cause: new RangeError('b') })", 'Error: a'],
    ['Object.create(Error.prototype)', 'Error'],
  ])('count as errors in another realm: %s', (code, wanted) => {
    const { again } = roundTrip(runInNewContext(code));
    expect(again).toBeInstanceOf(Error);
    expect(String(again)).toBe(wanted);
  });

  test.each([[{ name: 'Error', message: 'x' }], [{ message: 'x', stack: 'y' }], [[]]])(
    'a plain value like %j comes back as exactly that',
    (thrown) => {
      expect(roundTrip(thrown).again).toEqual(thrown);
    },
  );
});

test('an IdempotencyError of an inner operation comes back as one', () => {
  const cause = new Error('lost');
  const error = new IdempotencyError('OUTCOME_UNKNOWN', { cause, headers: { 'Retry-After': '3' } });
  const { again, lost } = roundTrip(error);
  expect(again).toBeInstanceOf(IdempotencyError);
  expect({ ...again }).toEqual({ ...error });
  expect(again.cause.message).toBe('lost');
  expect(lost).toEqual([]);
});
