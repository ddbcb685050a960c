'use strict';

const { Attempt } = require('../../../lib/execution/attempt.js');
const { isTombstone } = require('../../../lib/result/tombstone.js');

const request = { id: 'i'.repeat(43), hint: '', label: '', fingerprint: 'f'.repeat(49) };
const flipped = (bytes) => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
const serializer = {
  serialize: (value) => flipped(Buffer.from(JSON.stringify(value))),
  deserialize: (bytes) => JSON.parse(flipped(bytes).toString()),
};

/** An attempt whose retry queue hands its task to the test. */
function attemptWith(settings) {
  const complete = jest.fn(async () => ({ state: 'stored' }));
  const retries = { add: jest.fn(() => true) };
  const leases = { catchUp: jest.fn() };
  const begin = jest.fn(() => ({ state: 'running' }));
  const store = { verbs: { begin, complete }, retries, leases };
  const attempt = new Attempt(store, { budgetMs: 100, keepMs: 60_000, ...settings }, request);
  return { attempt, begin, complete, leases, keptTask: () => retries.add.mock.calls[0][0] };
}

describe('a result that is offered in the background', () => {
  const encoded = (kind) => ({ kind, payload: Buffer.alloc(1000, 'x'), ttlMs: 500 });

  test('is offered as it is, for as long as the store may remember its key', async () => {
    const { attempt, complete, keptTask } = attemptWith({});
    const onEnd = jest.fn();
    attempt.keepOffering(encoded('value'), onEnd);
    expect(keptTask()).toMatchObject({ room: 'outcome', bytes: 1000, forMs: 60_000 });
    await keptTask().run(10);
    expect(complete.mock.calls[0][0]).toMatchObject({ ...encoded('value'), timeoutMs: 10 });
    keptTask().onEnd(true);
    expect(onEnd).toHaveBeenCalledWith({ state: 'stored' });
  });

  test.each([
    ['value', 'tombstone', undefined],
    ['error', 'error', undefined],
    ['value', 'tombstone', serializer],
    ['error', 'error', serializer],
  ])(
    'without room for its bytes, one of kind %s is offered as a tombstone of kind %s',
    async (kind, as, by) => {
      const { attempt, complete, keptTask } = attemptWith({ serializer: by });
      attempt.keepOffering(encoded(kind), () => {});
      expect(keptTask().shrink()).toBeLessThan(1000);
      await keptTask().run(10);
      const [[{ payload, ...call }]] = complete.mock.calls;
      expect(call).toMatchObject({ kind: as, ttlMs: 500 });
      expect(isTombstone(payload)).toBe(true);
      expect(payload.toString().includes('no-room')).toBe(by === undefined);
    },
  );
});

test('a result for which a retries has no place ends at once, without an answer', () => {
  const onEnd = jest.fn();
  const full = { verbs: {}, retries: { add: () => false }, leases: {} };
  const attempt = new Attempt(full, {}, request);
  attempt.keepOffering({ kind: 'value', payload: Buffer.of(1) }, onEnd);
  expect(onEnd.mock.calls).toEqual([[]]);
});

test('overdue leases are renewed before a begin, whichever try of it', async () => {
  const { attempt, begin, leases } = attemptWith({});
  const order = [];
  leases.catchUp.mockImplementation((now) => order.push(['renewed', now <= attempt.sentAt + 100]));
  begin.mockImplementation(() => {
    order.push(['begun', true]);
    if (order.length < 4) throw Object.assign(new Error('cut'), { retry: 'safe' });
    return { state: 'running' };
  });
  await attempt.begin();
  expect(order).toEqual([
    ['renewed', true],
    ['begun', true],
    ['renewed', true],
    ['begun', true],
  ]);
});
