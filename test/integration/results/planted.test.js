'use strict';

const { randomBytes } = require('node:crypto');

const { IdempotencyHandler, generateIdempotencyKey: newKey } = require('onceonly');
const { encrypted } = require('onceonly/encryption');
const { serveRoute } = require('../../helpers/app');
const { serveCaptured } = require('../../helpers/captured');
const { onEachSetup } = require('../../helpers/each-store');
const { plant } = require('../../helpers/plant');

const serializer = encrypted({ keys: { a: randomBytes(32) }, current: 'a' });
const accepting = { ...serializer, acceptPlain: true };
const body = { amount: 1 };
const RESPONSE = 'r200 OK\nContent-Type: application/json\n\n{"planted":true}';

const modes = {
  execute: (express, options, run) => serveRoute(express, options, run),
  response: (express, options, run) =>
    serveCaptured(express, options, (req, res) => res.status(201).json(run())),
};

onEachSetup((express, store) => {
  describe.each(Object.entries(modes))('in %s mode, with a serializer,', (mode, serveMode) => {
    const address = (key) => ({ key, method: 'POST', path: '/run' });

    test.each([
      ['a value', 'value', 'j{"planted":true}'],
      ['bytes', 'value', 'bplanted'],
      ['a response', 'value', RESPONSE],
      ['an error', 'error', 'ej{"seen":{"message":"planted"}}'],
      ['something thrown', 'error', 'xj"planted"'],
      ['a tombstone', 'tombstone', 't{"why":"too-large"}'],
      ['the tombstone of an error', 'error', 't{"why":"too-large"}'],
      ['bytes that nobody has made', 'value', 'svplanted'],
    ])(
      '%s that somebody has planted is no answer, and nothing runs again',
      async (_, kind, payload) => {
        const onEvent = jest.fn();
        const run = jest.fn(() => ({ charged: true }));
        const client = await serveMode(express, { store: store(), serializer, onEvent }, run);
        const key = newKey();
        const first = await client.post('/run', { key, body });
        await plant(store(), address(key), kind, payload);
        const retry = await client.post('/run', { key, body });
        expect(retry).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
        expect(retry.text).not.toContain('planted');
        expect(run).toHaveBeenCalledTimes(1);
        const events = onEvent.mock.calls.map(([event]) => event);
        const types = ['begun', 'completed', 'request', 'foreign-record', 'request'];
        expect(events.map(({ type }) => type)).toEqual(types);
        expect(events[3].code).toBe(payload.startsWith('s') ? 'SEAL_BROKEN' : 'NOT_SEALED');
        expect(first.json).toEqual({ charged: true });
      },
    );

    test('an older plain result is read with acceptPlain, and only then', async () => {
      const run = jest.fn(() => ({ charged: true }));
      const key = newKey();
      const answers = [];
      for (const options of [{}, { serializer: accepting }, { serializer }]) {
        const client = await serveMode(express, { store: store(), ...options }, run);
        answers.push(await client.post('/run', { key, body }));
      }
      expect(answers.map(({ status }) => status)).toEqual([
        answers[0].status,
        answers[0].status,
        503,
      ]);
      expect(answers[1]).toMatchObject({ cached: true, json: { charged: true } });
      expect(run).toHaveBeenCalledTimes(1);
    });

    test('a result that it makes too large is refused to retries by a tombstone of its own', async () => {
      const run = jest.fn(() => 'x'.repeat(100));
      const options = { store: store(), serializer, maxResultBytes: 60 };
      const client = await serveMode(express, options, run);
      const key = newKey();
      await client.post('/run', { key, body });
      const retry = await client.post('/run', { key, body });
      expect(retry).toMatchObject({ status: 409, error: 'RESULT_NOT_REPLAYABLE' });
      expect((await store().inspect(address(key))).kind).toBe('tombstone');
      expect(run).toHaveBeenCalledTimes(1);
    });
  });

  test.each([
    ['a result', 'execute', { result: { settled: 1 } }, 200],
    ['a result', 'response', { result: { settled: 1 } }, 200],
    ['a response', 'response', { response: { status: 202, body: '{"settled":1}' } }, 202],
  ])(
    '%s by which an operator settles a key in %s mode is read if it is made by it',
    async (...row) => {
      const [, mode, outcome, status] = row;
      const settled = async (given) => {
        const options = {
          store: store(),
          serializer,
          onAbandoned: 'conflict',
          storeIf: () => 'silent',
        };
        const fail = () => {
          throw Object.assign(new Error('lost'), { status: 504 });
        };
        const client = await modes[mode](express, options, fail);
        const key = newKey();
        expect((await client.post('/run', { key, body })).status).toBe(504);
        const address = { key, method: 'POST', path: '/run' };
        expect(await store().resolve(address, { ...outcome, ...given })).toBe(true);
        return client.post('/run', { key, body });
      };
      const made = await settled({ serializer });
      expect(made).toMatchObject({ status, cached: true, json: { settled: 1 } });
      expect(await settled({})).toMatchObject({ status: 503, error: 'LOCK_FAILED' });
    },
  );

  test('check() with a serializer gives values that store() has made with it, and nothing else', async () => {
    const key = newKey();
    await store().store(key, { task: 7 }, body, { serializer });
    expect(await store().check(key, body, { serializer })).toEqual({ task: 7 });
    const refused = { code: 'LOCK_FAILED', status: 503, retryable: false };
    await expect(store().check(key, body)).rejects.toMatchObject(refused);
    const other = newKey();
    await store().store(other, { planted: true }, body);
    await expect(store().check(other, body, { serializer })).rejects.toMatchObject(refused);
    expect(await store().check(other, body, { serializer: accepting })).toEqual({ planted: true });
  });

  test('a result of execute() is read by check() with its serializer', async () => {
    const key = newKey();
    await new IdempotencyHandler({ store: store(), serializer }).execute(key, body, () => [1]);
    expect(await store().check(key, body, { serializer })).toEqual([1]);
  });

  test('a value that is no serializer is a TypeError', async () => {
    for (const bad of [{}, 'aes', { serialize() {} }]) {
      await expect(store().check('k', body, { serializer: bad })).rejects.toThrow(TypeError);
      await expect(store().store('k', 1, body, { serializer: bad })).rejects.toThrow(TypeError);
      const settled = store().resolve('k', { result: 1, serializer: bad });
      await expect(settled).rejects.toThrow(TypeError);
    }
  });
});
