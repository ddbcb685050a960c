'use strict';

const { reconcile } = require('../../../lib/execution/recovery.js');

const context = { effectId: 'e' };

test.each([
  [{ status: 'completed', result: 7 }],
  [{ status: 'completed' }],
  [{ status: 'not-started' }],
  [{ status: 'unknown' }],
])('%j is an answer, at once or later', async (answer) => {
  const ask = jest.fn(() => answer);
  await expect(reconcile(ask, context)).resolves.toBe(answer);
  await expect(reconcile(async () => answer, context)).resolves.toBe(answer);
  expect(ask.mock.calls).toEqual([[context]]);
});

test('a result that is a promise is what it resolves to', async () => {
  const ask = () => ({ status: 'completed', result: Promise.resolve(7) });
  await expect(reconcile(ask, context)).resolves.toEqual({ status: 'completed', result: 7 });
});

test.each([
  [undefined],
  [null],
  [true],
  ['completed'],
  [{}],
  [{ result: 7 }],
  [{ status: 'done', result: 7 }],
  [{ status: 'toString' }],
  [{ status: ['unknown'] }],
])('%j is a TypeError that lists the answers', async (answer) => {
  const asked = reconcile(() => answer, context);
  await expect(asked).rejects.toThrow(TypeError);
  await expect(asked).rejects.toThrow(/'completed' \| 'not-started' \| 'unknown'/);
});

test('an error of the app is passed on, also from a function that is not async', async () => {
  const error = new Error('the gateway is down');
  const ask = () => {
    throw error;
  };
  await expect(reconcile(ask, context)).rejects.toBe(error);
  await expect(reconcile(() => Promise.reject(error), context)).rejects.toBe(error);
});
