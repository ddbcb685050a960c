'use strict';

const { StoreError } = require('onceonly');

const { monotonicMs } = require('../../../lib/native/clock.js');
const { callWithBudget } = require('../../../lib/store/call-with-budget.js');

const safe = new StoreError('CONNECT_FAILED', 'refused', { retry: 'safe' });
const ambiguous = new StoreError('REPLY_LOST', 'lost', { retry: 'ambiguous' });
const final = new StoreError('STORE_FULL', 'full', { retry: 'no' });
const ANSWER = { state: 'stored' };

/** A verb that fails with each of `failures` and then answers. */
function verbAfter(...failures) {
  return jest.fn(async () => {
    if (failures.length > 0) throw failures.shift();
    return ANSWER;
  });
}

test('an answer is given as it is', async () => {
  const verb = verbAfter();
  await expect(callWithBudget(verb, monotonicMs() + 1000)).resolves.toBe(ANSWER);
  expect(verb).toHaveBeenCalledTimes(1);
});

test('a verb is told how long its caller waits', async () => {
  const verb = verbAfter(safe);
  await callWithBudget(verb, monotonicMs() + 5000);
  const [[first], [second]] = verb.mock.calls;
  expect(first).toBeLessThanOrEqual(5000);
  expect(second).toBeLessThan(first);
  expect(second).toBeGreaterThan(0);
});

test.each([
  ['ran nothing', safe],
  ['may have run it', ambiguous],
  ['is unknown', new Error('any')],
])('a failure that %s is tried again', async (_, failure) => {
  const verb = verbAfter(failure, failure);
  await expect(callWithBudget(verb, monotonicMs() + 5000)).resolves.toBe(ANSWER);
  expect(verb).toHaveBeenCalledTimes(3);
});

test('a call that came too late is tried again', async () => {
  const verb = jest.fn().mockResolvedValueOnce({ state: 'late' }).mockResolvedValue(ANSWER);
  await expect(callWithBudget(verb, monotonicMs() + 5000)).resolves.toBe(ANSWER);
});

test('a failure that nothing can help is not tried again', async () => {
  const verb = verbAfter(final);
  const failed = callWithBudget(verb, monotonicMs() + 5000);
  await expect(failed).rejects.toMatchObject({
    code: 'STORE_FULL',
    ambiguous: false,
    cause: final,
  });
  expect(verb).toHaveBeenCalledTimes(1);
});

test('a verb is called once even when the budget is over', async () => {
  const verb = verbAfter(safe);
  await expect(callWithBudget(verb, monotonicMs() - 1)).rejects.toMatchObject({ cause: safe });
  expect(verb).toHaveBeenCalledTimes(1);
  expect(verb).toHaveBeenCalledWith(1);
});

test.each([
  ['safe', [safe, safe, final], false],
  ['ambiguous once', [safe, ambiguous, final], true],
  ['of a store in JavaScript', [new Error('any'), final], true],
])(
  'tries that failed %s make the end of the budget ambiguous or not',
  async (_, failures, wanted) => {
    const failed = callWithBudget(verbAfter(...failures), monotonicMs() + 5000);
    await expect(failed).rejects.toMatchObject({ ambiguous: wanted });
  },
);
