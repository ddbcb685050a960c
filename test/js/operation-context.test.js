'use strict';

const { keylessContext, operationContext } = require('../../lib/operation-context.js');
const { recordId } = require('../../lib/record-id.js');

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const id = recordId({ key: 'k' });

function contextOf(request, attempt = 1, lease = {}) {
  return operationContext(request, { attempt, fence: 100 + attempt }, lease);
}

test('it tells the key, the attempt and the fence', () => {
  const { key, attempt, fence } = contextOf({ id, key: 'k' }, 2);
  expect({ key, attempt, fence }).toEqual({ key: 'k', attempt: 2, fence: 102 });
});

test('the effectId is shaped like a UUID and the same in every attempt', () => {
  const context = contextOf({ id, key: 'k' });
  expect(context.effectId).toMatch(UUID);
  expect(context.effectId).toBe(context.effectId);
  expect(contextOf({ id, key: 'k' }, 2).effectId).toBe(context.effectId);
});

test('another id is another effect', () => {
  const other = recordId({ key: 'k', scope: 'tenant' });
  expect(contextOf({ id: other, key: 'k' }).effectId).not.toBe(
    contextOf({ id, key: 'k' }).effectId,
  );
});

test('its parts may be taken out of it', () => {
  const { signal } = new AbortController();
  const { effectId, signal: own } = contextOf({ id, key: 'k' }, 1, { signal });
  expect(effectId).toMatch(UUID);
  expect(own).toBe(signal);
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
