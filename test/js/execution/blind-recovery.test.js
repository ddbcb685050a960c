'use strict';

const express = require('express');
const { IdempotencyHandler, idempotency, idempotentRoute } = require('onceonly');

const { serve } = require('../../helpers/app.js');
const { OWN, handlerOn, mockStore } = require('../mock-handler.js');

const CODE = 'ONCEONLY_BLIND_RECOVERY';
let warned;
let emitWarning;

beforeEach(() => {
  warned = [];
  emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation((message, { code }) => {
    // The store of these tests is of the older form, of which a process is warned as well.
    if (code !== 'ONCEONLY_STORE_OF_VERBS') warned.push(`${code} ${message}`);
  });
});
afterEach(() => emitWarning.mockRestore());

/** Sends two requests to each path, where `operation` runs each time as one that takes over. */
async function recoverAt(paths, operation) {
  const { store } = mockStore({});
  const client = await serve(express, (app) => {
    app.use(idempotency({ store }));
    for (const path of paths) app.post(path, idempotentRoute(operation));
  });
  for (const path of [...paths, ...paths]) {
    const answer = await client.post(path.replace(':id', '7'), { key: 'k', body: {} });
    expect(answer.status).toBe(200);
  }
}

test('an operation that runs again and ignores its effectId is warned of, once per route', async () => {
  await recoverAt(['/charge', '/orders/:id/refund'], async () => 'ran');
  expect(warned).toEqual([
    expect.stringMatching(new RegExp(`^${CODE} An operation of POST:/charge ran again `)),
    expect.stringMatching(
      new RegExp(`^${CODE} An operation of POST:/orders/:id/refund ran again `),
    ),
  ]);
});

test('an operation that fails is warned of too', async () => {
  const { handler } = handlerOn();
  const failing = () => Promise.reject(new Error('declined'));
  await expect(handler.execute('k', {}, failing)).rejects.toThrow('declined');
  expect(warned).toEqual([
    expect.stringMatching(new RegExp(`^${CODE} An operation of an IdempotencyHandler ran again `)),
  ]);
});

test.each([
  ['effectId', ({ effectId }) => effectId],
  ['downstreamKey', ({ downstreamKey }) => downstreamKey('gateway')],
  ['isRecovery', ({ isRecovery }) => isRecovery],
  ['effectId in the end', async (context) => (await null, context.effectId)],
])('an operation that looks at %s is not warned of', async (what, operation) => {
  const path = `/${what.replaceAll(' ', '-')}`;
  await recoverAt([path], (req, context) => operation(context));
  expect(warned).toEqual([]);
});

test.each([
  ['a first attempt', { ...OWN, attempt: 1, isRecovery: false }, {}],
  ['the attempt after one that freed its key', { ...OWN, isRecovery: false }, {}],
  ['one whose app finds out first', OWN, { onAbandoned: () => ({ status: 'not-started' }) }],
])('%s is not warned of', async (_, own, options) => {
  const { store } = mockStore({ begin: () => own });
  const handler = new IdempotencyHandler({ store, ...options });
  await handler.execute('k', {}, () => 'ran');
  expect(warned).toEqual([]);
});
