'use strict';

const { idempotentFetch, operation, submitOnce } = require('../../../client/index.js');
const { createGate } = require('../../helpers/gate');
const { KeyStorage } = require('../../helpers/key-storage');
const { MovedClock } = require('../../helpers/moved-clock');

const AGENT = { name: 'Ann' };
const OTHER = { name: 'Bob' };
const DAY_MS = 24 * 3600 * 1000;

const lost = () => Promise.reject(new Error('lost'));
const done = () => 'done';
const failureOf = (promise) => promise.then(() => undefined).catch((error) => error);

let keys;
beforeEach(() => {
  keys = [];
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

const sending = (act) => (key) => {
  keys.push(key);
  return act();
};
/** The operation of a page: of the first one, or of one that was loaded anew with the same storage. */
const page = (storage, options) => operation({ storage, name: 'new-agent', ...options });
const submit = (op, content, act) => failureOf(submitOnce(op, content, sending(act)));

describe('a page that is loaded again', () => {
  test('has a new key without a storage', async () => {
    await submit(operation(), AGENT, lost);
    await submit(operation(), AGENT, done);
    expect(new Set(keys).size).toBe(2);
  });

  test('sends the same content with the same key', async () => {
    const storage = new KeyStorage();
    await submit(page(storage), AGENT, lost);
    const reloaded = page(storage);
    expect(reloaded.key).toBe(keys[0]);
    await submit(reloaded, AGENT, done);
    expect(new Set(keys).size).toBe(1);
    expect(page(storage).key).toBeUndefined();
  });

  test('does so too if it was loaded while the request was on its way', async () => {
    const storage = new KeyStorage();
    const gate = createGate();
    const first = submit(page(storage), AGENT, () => gate.passed);
    await Promise.resolve();
    await submit(page(storage), AGENT, done);
    gate.open();
    await first;
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  test('refuses another content, which it can only discard, since no body is stored', async () => {
    const storage = new KeyStorage();
    await submit(page(storage), AGENT, lost);
    const reloaded = page(storage);
    const error = await submit(reloaded, OTHER, done);
    expect(error).toMatchObject({ code: 'UNSETTLED', resend: undefined });
    error.discard();
    await submit(reloaded, OTHER, done);
    expect(new Set(keys).size).toBe(2);
    expect(storage.texts).toEqual([]);
  });

  test('begins anew once the content was settled', async () => {
    const storage = new KeyStorage();
    await submit(page(storage), AGENT, done);
    await submit(page(storage), AGENT, done);
    expect(new Set(keys).size).toBe(2);
  });
});

describe('a storage', () => {
  test('holds the key, a digest and a time, and no part of the content', async () => {
    const storage = new KeyStorage();
    await submit(page(storage), { name: 'Annabel', secret: 'tops3cret' }, lost);
    const [text] = storage.texts;
    expect(JSON.parse(text)).toEqual([keys[0], expect.any(String), Date.now()]);
    expect(text).not.toMatch(/Annabel|tops3cret/);
  });

  test('needs a name, so that two forms do not share a key', () => {
    expect(() => operation({ storage: new KeyStorage() })).toThrow(/name/);
  });

  test('has one key per name', async () => {
    const storage = new KeyStorage();
    await submit(page(storage), AGENT, lost);
    await submit(page(storage, { name: 'edit-agent' }), AGENT, lost);
    expect(new Set(keys).size).toBe(2);
    expect(page(storage).key).toBe(keys[0]);
  });

  const full = () => {
    throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
  };
  test.each([
    ['is full', { setItem: full }],
    ['may not be read', { getItem: full }],
    ['may not be cleared', { removeItem: full }],
    ['may not be used at all', { getItem: full, setItem: full, removeItem: full }],
  ])('that %s leaves the key in memory', async (_, broken) => {
    const op = page(Object.assign(new KeyStorage(), broken));
    await submit(op, AGENT, lost);
    expect(await submit(op, OTHER, done)).toMatchObject({ code: 'UNSETTLED' });
    await submit(op, AGENT, done);
    expect(new Set(keys).size).toBe(1);
    await submit(op, OTHER, done);
    expect(new Set(keys).size).toBe(2);
  });

  test('may come from a function, which throws where a page may not store', async () => {
    const storage = new KeyStorage();
    await submit(
      page(() => storage),
      AGENT,
      lost,
    );
    expect(page(() => storage).key).toBe(keys[0]);
    const op = page(full);
    await submit(op, AGENT, lost);
    await submit(op, AGENT, done);
    expect(keys[1]).not.toBe(keys[0]);
    expect(keys[2]).toBe(keys[1]);
  });

  test.each([['garbage'], ['null'], ['{}'], ['[]'], ['["",""]'], ['1'], ['["key"]']])(
    'that holds %s of somebody else holds nothing',
    async (text) => {
      const storage = new KeyStorage();
      storage.setItem('onceonly:new-agent', text);
      const op = page(storage);
      expect(op.key).toBeUndefined();
      await submit(op, AGENT, done);
      expect(keys).toHaveLength(1);
    },
  );

  test('that was cleared by the user meanwhile does not lose the key of a request on its way', async () => {
    const storage = new KeyStorage();
    const op = page(storage);
    await submit(op, AGENT, lost);
    storage.removeItem('onceonly:new-agent');
    await submit(op, AGENT, done);
    expect(new Set(keys).size).toBe(1);
  });
});

describe('two tabs', () => {
  test('of which one was duplicated send one content with one key', async () => {
    const storage = new KeyStorage();
    const tab = page(storage);
    await submit(tab, AGENT, lost);
    const duplicate = page(storage.copy());
    await Promise.all([submit(tab, AGENT, done), submit(duplicate, AGENT, done)]);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  test('that share a storage send one content with one key', async () => {
    const storage = new KeyStorage();
    const [one, other] = [page(storage), page(storage)];
    const gate = createGate();
    const clicks = [one, other].map((op) => submit(op, AGENT, () => gate.passed));
    gate.open();
    await Promise.all(clicks);
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  test('see what the other has settled', async () => {
    const storage = new KeyStorage();
    const [one, other] = [page(storage), page(storage)];
    await submit(one, AGENT, lost);
    expect(other.key).toBe(keys[0]);
    await submit(one, AGENT, done);
    expect(other.key).toBeUndefined();
    expect(await submit(other, OTHER, done)).toBeUndefined();
  });

  test('do not take away what the other has begun', async () => {
    const storage = new KeyStorage();
    const [one, other] = [page(storage), page(storage)];
    const gate = createGate();
    const first = submit(one, AGENT, () => gate.passed);
    await Promise.resolve();
    other.discard();
    await submit(other, OTHER, lost);
    gate.open();
    await first;
    expect(page(storage).key).toBe(keys[1]);
  });
});

describe('the age of a key', () => {
  test.each([['in memory'], ['in a storage']])(
    'that is too old %s is never sent again',
    async (place) => {
      const storage = place === 'in a storage' ? new KeyStorage() : undefined;
      const op = page(storage);
      await submit(op, AGENT, lost);
      jest.advanceTimersByTime(DAY_MS);
      for (const again of storage === undefined ? [op] : [op, page(storage)]) {
        const error = await submit(again, AGENT, done);
        expect(error).toMatchObject({ code: 'KEY_EXPIRED', mayHaveRun: true, retryable: false });
        expect(error.resend).toBeUndefined();
      }
      expect(keys).toHaveLength(1);
    },
  );

  test('is none in a storage that holds no time, so that it is too old', async () => {
    const storage = new KeyStorage();
    await submit(page(storage), AGENT, lost);
    const [key, digest] = JSON.parse(storage.texts[0]);
    for (const time of [[], ['soon'], [null], [{}]]) {
      storage.setItem('onceonly:new-agent', JSON.stringify([key, digest, ...time]));
      expect(await submit(page(storage), AGENT, done)).toMatchObject({ code: 'KEY_EXPIRED' });
    }
    expect(keys).toHaveLength(1);
  });

  test('is asked for by resend() too', async () => {
    const op = page();
    await submit(op, AGENT, lost);
    const unsettled = await submit(op, OTHER, done);
    jest.advanceTimersByTime(DAY_MS);
    const error = await failureOf(unsettled.resend());
    expect(error).toMatchObject({ code: 'KEY_EXPIRED' });
    expect(keys).toHaveLength(1);
    error.discard();
    expect(await submit(op, OTHER, done)).toBeUndefined();
  });

  test('has its default if keyLifetimeMs is passed on that is not set', async () => {
    const op = page(undefined, { keyLifetimeMs: undefined, doubleClickMs: undefined });
    await submit(op, AGENT, lost);
    jest.advanceTimersByTime(DAY_MS);
    expect(await submit(op, AGENT, done)).toMatchObject({ code: 'KEY_EXPIRED' });
  });

  test('of an operation is that of its requests', async () => {
    const { pass: onRetry } = new MovedClock();
    const op = operation({ keyLifetimeMs: 200 });
    let tries = 0;
    const fetch = async () => new Response('', { status: ++tries === 1 ? 503 : 200 });
    const send = (key, signal) => {
      const idempotency = { key, fetch, onRetry };
      return idempotentFetch('http://127.0.0.1/', { method: 'POST', signal, idempotency });
    };
    expect(await failureOf(submitOnce(op, AGENT, send))).toMatchObject({ code: 'KEY_EXPIRED' });
    expect(tries).toBe(1);
  });

  test('that is too old is given up by discard() alone', async () => {
    const op = page(new KeyStorage());
    await submit(op, AGENT, lost);
    jest.advanceTimersByTime(DAY_MS);
    (await submit(op, AGENT, done)).discard();
    await submit(op, AGENT, done);
    expect(new Set(keys).size).toBe(2);
  });

  test('counts while the clock of the user stands still', async () => {
    const op = page();
    await submit(op, AGENT, lost);
    const now = Date.now();
    jest.advanceTimersByTime(DAY_MS);
    jest.setSystemTime(now);
    expect(await submit(op, AGENT, done)).toMatchObject({ code: 'KEY_EXPIRED' });
  });

  test('counts while the device sleeps, which stops the other clock', async () => {
    const op = page();
    await submit(op, AGENT, lost);
    jest.setSystemTime(Date.now() + DAY_MS);
    expect(await submit(op, AGENT, done)).toMatchObject({ code: 'KEY_EXPIRED' });
  });

  test('does not end by a clock that was put back in the middle', async () => {
    const op = page();
    await submit(op, AGENT, lost);
    jest.setSystemTime(Date.now() - DAY_MS);
    expect(await submit(op, AGENT, done)).toBeUndefined();
    expect(new Set(keys).size).toBe(1);
  });

  test('is unknown if a storage says that the key is made tomorrow', async () => {
    const storage = new KeyStorage();
    await submit(page(storage), AGENT, lost);
    jest.setSystemTime(Date.now() - DAY_MS);
    expect(await submit(page(storage), AGENT, done)).toMatchObject({ code: 'KEY_EXPIRED' });
  });

  test('that is given as keyLifetimeMs counts', async () => {
    const op = page(undefined, { keyLifetimeMs: 60_000 });
    await submit(op, AGENT, lost);
    jest.advanceTimersByTime(60_001);
    expect(await submit(op, AGENT, done)).toMatchObject({ code: 'KEY_EXPIRED' });
  });
});
