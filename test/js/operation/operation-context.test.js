'use strict';

const { OperationContext, keylessContext } = require('../../../lib/operation/operation-context.js');
const { recordNames } = require('../../../lib/identity/record-id.js');

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const id = recordNames({ key: 'k' }).id;
const digest = 'd'.repeat(43);

function contextOf(request, attempt = 1, lease = {}) {
  const owned = { attempt, fence: 100 + attempt, isRecovery: attempt > 1 };
  return new OperationContext({ prefix: 'idem', digest, ...request }, owned, lease);
}

test('the context of an operation tells the key, the attempt and the fence', () => {
  const { key, attempt, fence } = contextOf({ id, key: 'k' }, 2);
  expect({ key, attempt, fence }).toEqual({ key: 'k', attempt: 2, fence: 102 });
});

test('the effectId is shaped like a UUID and the same in every attempt', () => {
  const context = contextOf({ id, key: 'k' });
  expect(context.effectId).toMatch(UUID);
  expect(context.effectId).toBe(context.effectId);
  expect(contextOf({ id, key: 'k' }, 2).effectId).toBe(context.effectId);
});

test.each([
  ['id', recordNames({ key: 'k', scope: 'tenant' }).id],
  ['prefix', 'orders'],
  ['digest', 'e'.repeat(43)],
])('another %s is another effect, for each downstream too', (name, value) => {
  const one = contextOf({ id, key: 'k' });
  const other = contextOf({ id, key: 'k', [name]: value });
  expect(other.effectId).not.toBe(one.effectId);
  expect(other.downstreamKey('mail')).not.toBe(one.downstreamKey('mail'));
});

test('the parts of a context may be taken out of it', () => {
  const { signal } = new AbortController();
  const context = contextOf({ id, key: 'k' }, 1, { signal });
  const { effectId, downstreamKey, signal: own } = context;
  expect(effectId).toMatch(UUID);
  expect(downstreamKey('mail')).toBe(context.downstreamKey('mail'));
  expect(own).toBe(signal);
});

describe('the key for a downstream', () => {
  const keyOf = (name, { attempt = 1, ...options } = {}) =>
    contextOf({ id, key: 'k' }, attempt).downstreamKey(name, options);

  test('is shaped like a UUID, the same in every attempt, another one per downstream', () => {
    expect(keyOf('stripe')).toMatch(UUID);
    expect(keyOf('stripe', { attempt: 2 })).toBe(keyOf('stripe'));
    expect(keyOf('mail')).not.toBe(keyOf('stripe'));
    expect(keyOf('stripe')).not.toBe(contextOf({ id, key: 'k' }).effectId);
  });

  test('differs between attempts if asked to', () => {
    const first = keyOf('stripe', { perAttempt: true });
    expect(first).toBe(keyOf('stripe', { perAttempt: true }));
    expect(first).not.toBe(keyOf('stripe', { perAttempt: true, attempt: 2 }));
    expect(first).not.toBe(keyOf('stripe'));
  });

  test.each([[undefined], [''], [7]])('is refused for the name %p', (name) => {
    expect(() => keyOf(name)).toThrow(TypeError);
  });
});

describe('an operation that runs again', () => {
  test.each([
    ['effectId', (context) => context.effectId],
    ['isRecovery', (context) => context.isRecovery],
    ['downstreamKey', (context) => context.downstreamKey('stripe')],
  ])('has looked at its attempt if it reads %s', (_, read) => {
    const context = contextOf({ id, key: 'k' }, 2);
    expect(OperationContext.mindsAttempts(context)).toBe(false);
    read(context);
    expect(OperationContext.mindsAttempts(context)).toBe(true);
  });

  test.each([
    ['effectId', (context) => context.effectId, true],
    ['downstreamKey', (context) => context.downstreamKey('stripe'), true],
    [
      'a downstreamKey of its attempt',
      ({ downstreamKey }) => downstreamKey('x', { perAttempt: true }),
      false,
    ],
    ['isRecovery', (context) => context.isRecovery, false],
    ['attempt', (context) => context.attempt, false],
  ])('has named its effect if it took %s: %p', (_, read, names) => {
    const context = contextOf({ id, key: 'k' }, 2);
    expect(OperationContext.namesEffect(context)).toBe(false);
    read(context);
    expect(OperationContext.namesEffect(context)).toBe(names);
  });

  test('is told so', () => {
    expect(contextOf({ id, key: 'k' }, 1).isRecovery).toBe(false);
    expect(contextOf({ id, key: 'k' }, 2).isRecovery).toBe(true);
  });
});

describe('without a key', () => {
  test('every run is an effect of its own and owns nothing', () => {
    const [one, other] = [keylessContext(), keylessContext()];
    expect(one).toMatchObject({ key: undefined, attempt: 1, fence: 0 });
    expect(one.effectId).toMatch(UUID);
    expect(one.effectId).toBe(one.effectId);
    expect(one.effectId).not.toBe(other.effectId);
  });

  test('the signal is there and does not abort', () => {
    const context = keylessContext();
    expect(context.signal).toBeInstanceOf(AbortSignal);
    expect(context.signal).toBe(context.signal);
    expect(context.signal.aborted).toBe(false);
  });
});
