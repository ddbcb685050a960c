'use strict';

const { randomBytes } = require('node:crypto');

const express = require('express');
const { IdempotencyHandler, createStore, generateIdempotencyKey: newKey } = require('onceonly');
const { encrypted } = require('onceonly/encryption');
const { serveRoute } = require('../../helpers/app');
const { serveCaptured } = require('../../helpers/captured');
const { atEnd } = require('../../helpers/cleanups');
const { onEachStore, sharedRedis } = require('../../helpers/each-store');
const { createGate } = require('../../helpers/gate');
const { plant, storedAt } = require('../../helpers/plant');

const KEYS = { old: randomBytes(32), new: randomBytes(32) };
const seals = (current, ...names) =>
  encrypted({
    keys: Object.fromEntries([current, ...names].map((name) => [name, KEYS[name]])),
    current,
  });
const body = { amount: 1 };
const refused = { status: 503, error: 'LOCK_FAILED' };
const unreadable = {
  ...refused,
  headers: expect.objectContaining({ 'idempotency-status': 'unreadable' }),
};

const succeeds = () => ({ charged: '4242' });
const fails = () => {
  throw Object.assign(new Error('declined 4242'), { status: 402 });
};

// What is stored, by how the app serves and by its operation.
const FORMS = {
  'a value': [serveRoute, succeeds],
  'an error': [serveRoute, fails],
  'something thrown': [
    serveRoute,
    () => {
      const thrown = 'declined 4242';
      throw thrown;
    },
  ],
  'a tombstone': [serveRoute, () => '4242'.repeat(1000)],
  'a response': [
    (app, options, run) => serveCaptured(app, options, (req, res) => res.json(run())),
    succeeds,
  ],
  'a response with an error': [
    (app, options, run) => serveCaptured(app, options, (req, res) => res.status(402).json(run())),
    succeeds,
  ],
};

const addressOf = (key) => ({ key, method: 'POST', path: '/run' });

onEachStore((store) => {
  /** Serves one form of outcome: `post(key)`, the operation, and the events. */
  async function served(form, serializer = seals('new')) {
    const [serveForm, operation] = FORMS[form];
    const onEvent = jest.fn();
    const run = jest.fn(operation);
    const options = { store: store(), serializer, onEvent, maxResultBytes: 1000 };
    const client = await serveForm(express, options, run);
    const foreign = () =>
      onEvent.mock.calls.map(([event]) => event).filter(({ type }) => type === 'foreign-record');
    return { post: (key) => client.post('/run', { key, body }), run, onEvent, foreign };
  }

  describe.each(Object.keys(FORMS))('the stored form of %s', (form) => {
    test('is replayed, shows nothing of it, and is no answer after a change of any byte', async () => {
      const { post, run, foreign } = await served(form);
      const key = newKey();
      await post(key);
      const retry = await post(key);
      const { kind, payload } = await storedAt(store(), addressOf(key));
      expect(payload.toString('latin1')).not.toMatch(/4242|charged|declined|too-large/);
      for (let at = 0; at < payload.length; at++) {
        const changed = Buffer.from(payload);
        changed[at] ^= 1;
        await plant(store(), addressOf(key), kind, changed);
        expect([at, await post(key)]).toEqual([at, expect.objectContaining(unreadable)]);
      }
      expect(foreign()).toHaveLength(payload.length);
      await plant(store(), addressOf(key), kind, payload);
      expect(await post(key)).toMatchObject({ status: retry.status, text: retry.text });
      expect(run).toHaveBeenCalledTimes(1);
    });

    test('is no answer in another record, under another type, or cut', async () => {
      const { post, run, foreign } = await served(form);
      const [mine, other] = [newKey(), newKey()];
      for (const key of [mine, other]) await post(key);
      const { kind, payload } = await storedAt(store(), addressOf(mine));
      const typed = [...'vaextr'].map((type) => {
        const changed = Buffer.from(payload);
        changed.write(type, 1);
        return changed;
      });
      const planted = [payload, ...typed, payload.subarray(0, -1), payload.subarray(0, 2)];
      for (const each of planted) {
        await plant(store(), addressOf(other), kind, each);
        expect(await post(other)).toMatchObject(refused);
      }
      expect(foreign()).toHaveLength(planted.length);
      expect(run).toHaveBeenCalledTimes(2);
    });

    test('is no answer under another type in its own record', async () => {
      const { post, run } = await served(form);
      const key = newKey();
      await post(key);
      const { kind, payload } = await storedAt(store(), addressOf(key));
      const types = [...'vaextr'].filter((type) => type !== String.fromCharCode(payload[1]));
      for (const type of types) {
        const changed = Buffer.from(payload);
        changed.write(type, 1);
        for (const each of new Set([kind, 'value', 'error', 'tombstone'])) {
          await plant(store(), addressOf(key), each, changed);
          expect(await post(key)).toMatchObject(refused);
        }
      }
      expect(run).toHaveBeenCalledTimes(1);
    });

    test('is read by the processes of each step of a rotation', async () => {
      const steps = [seals('old'), seals('old', 'new'), seals('new', 'old'), seals('new', 'old')];
      const key = newKey();
      const answers = [];
      for (const serializer of steps) {
        const { post } = await served(form, serializer);
        answers.push(await post(key));
      }
      const statuses = answers.slice(1).map(({ status }) => status);
      expect(new Set(statuses).size).toBe(1);
      expect(statuses[0]).not.toBe(503);
    });

    test('is refused with the name of its key when that key is dropped too early', async () => {
      const { post: store1, run } = await served(form, seals('old'));
      const key = newKey();
      await store1(key);
      const { post, foreign, run: second } = await served(form, seals('new'));
      const answer = await post(key);
      expect(answer).toMatchObject(unreadable);
      expect(answer.headers['retry-after']).toMatch(/^[123]$/);
      expect(foreign()).toEqual([
        expect.objectContaining({ code: 'KEY_UNKNOWN', keyName: 'old', label: expect.any(String) }),
      ]);
      expect([run.mock.calls.length, second.mock.calls.length]).toEqual([1, 0]);
    });
  });

  describe('keys of a function', () => {
    const ring = (source, more) => encrypted({ keys: source, current: 'new', ...more });

    test.each([
      ['rejects', async () => Promise.reject(new Error('kms is down'))],
      ['never answers', () => new Promise(() => {})],
      ['gives a bad key', async () => ({ new: Buffer.alloc(5) })],
    ])('that %s start nothing, and the key runs once when they are there', async (_, broken) => {
      const answers = [broken];
      const source = () => (answers.shift() ?? (async () => KEYS))();
      const { post, run, onEvent } = await served('a value', ring(source, { keysTimeoutMs: 50 }));
      const key = newKey();
      const refusal = await post(key);
      expect(refusal).toMatchObject(refused);
      expect(refusal.headers['retry-after']).toMatch(/^[123]$/);
      expect(refusal.headers).not.toHaveProperty('idempotency-status');
      expect(run).not.toHaveBeenCalled();
      expect(await store().inspect(addressOf(key))).toBeNull();
      const types = onEvent.mock.calls.map(([{ type, code }]) => [type, code]);
      expect(types).toEqual([
        ['serializer-down', 'KEYS_UNAVAILABLE'],
        ['request', 'LOCK_FAILED'],
      ]);
      const later = await served('a value', ring(source));
      expect(await later.post(key)).toMatchObject({ status: 200, cached: false });
      expect(await later.post(key)).toMatchObject({ status: 200, cached: true });
      expect(later.run).toHaveBeenCalledTimes(1);
    });

    test('that are slow are waited for, once for all requests', async () => {
      const gate = createGate();
      const source = jest.fn(() => gate.passed);
      const { post, run } = await served('a value', ring(source, { keysTimeoutMs: 60_000 }));
      const keys = Array.from({ length: 5 }, newKey);
      const asked = keys.map(post);
      while (source.mock.calls.length === 0) await new Promise(setImmediate);
      gate.open(KEYS);
      const answers = await Promise.all(asked);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect([source.mock.calls.length, run.mock.calls.length]).toEqual([1, 5]);
    });

    test('that fail hold up no longer than budgetMs, whatever the serializer says', async () => {
      const serializer = { ...seals('new'), prepare: () => new Promise(() => {}) };
      const run = jest.fn();
      const handler = new IdempotencyHandler({ store: store(), serializer, budgetMs: 20 });
      const error = await handler.execute(newKey(), body, run).catch((each) => each);
      expect(error).toMatchObject({ code: 'LOCK_FAILED', retryable: true });
      expect(error.cause).toMatchObject({ code: 'KEYS_UNAVAILABLE' });
      expect(run).not.toHaveBeenCalled();
    });

    test('that fail let nothing run with onStoreDown open either', async () => {
      const serializer = ring(async () => Promise.reject(new Error('kms is down')));
      const run = jest.fn();
      const handler = new IdempotencyHandler({ store: store(), serializer, onStoreDown: 'open' });
      await expect(handler.execute(newKey(), body, run)).rejects.toThrow('not available');
      expect(run).not.toHaveBeenCalled();
    });

    test('are loaded by store(), check() and resolve() too, which fail with LOCK_FAILED', async () => {
      const key = newKey();
      const good = ring(async () => KEYS);
      expect(await store().store(key, { a: 1 }, body, { serializer: good })).toBe(true);
      const fresh = ring(async () => KEYS);
      expect(await store().check(key, body, { serializer: fresh })).toEqual({ a: 1 });
      const bad = ring(async () => Promise.reject(new Error('kms is down')));
      const down = { code: 'LOCK_FAILED', retryable: true };
      await expect(store().check(key, body, { serializer: bad })).rejects.toMatchObject(down);
      await expect(store().store(newKey(), 1, body, { serializer: bad })).rejects.toMatchObject(
        down,
      );
      const settled = store().resolve(newKey(), { result: 1, serializer: bad });
      await expect(settled).rejects.toMatchObject(down);
    });
  });

  test('a serializer whose prepare() throws starts nothing', async () => {
    const serializer = {
      ...seals('new'),
      prepare() {
        throw new Error('no key');
      },
    };
    const { post, run } = await served('a response', serializer);
    expect(await post(newKey())).toMatchObject(refused);
    expect(run).not.toHaveBeenCalled();
  });
});

test('under load, processes of all steps of a rotation run each key once and read each result', async () => {
  const { url } = await sharedRedis();
  const steps = [
    seals('old', 'new'),
    seals('new', 'old'),
    seals('old', 'new'),
    seals('new', 'old'),
  ];
  const runs = new Map();
  const onEvent = jest.fn();
  const handlers = steps.map((serializer) => {
    const store = createStore({ redis: url });
    atEnd(() => store.close());
    return new IdempotencyHandler({ store, serializer, onEvent, inProgress: 'wait' });
  });
  const operation = (key) => async () => {
    runs.set(key, (runs.get(key) ?? 0) + 1);
    if (key.endsWith('7')) throw Object.assign(new Error(`declined ${key}`), { status: 402 });
    return { key };
  };
  const outcomeOf = (handler, key) =>
    handler.execute(key, body, operation(key)).then(
      ({ result }) => result.key,
      ({ message }) => message,
    );
  const keys = Array.from({ length: 200 }, (_, i) => `load-${i}`);
  const outcomes = await Promise.all(
    keys.flatMap((key) => [...handlers, ...handlers].map((each) => outcomeOf(each, key))),
  );
  const expected = keys.flatMap((key) =>
    Array(8).fill(key.endsWith('7') ? `declined ${key}` : key),
  );
  expect(outcomes).toEqual(expected);
  expect([...runs.values()]).toEqual(Array(200).fill(1));
  const types = onEvent.mock.calls.map(([{ type }]) => type);
  expect(types).not.toContain('foreign-record');
});
