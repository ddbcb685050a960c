'use strict';

const { randomBytes } = require('node:crypto');

const { KeyRing } = require('../../../lib/encryption/key-ring.js');
const { seal, sealKey } = require('../../../lib/encryption/sealed-form.js');
const { createGate } = require('../../helpers/gate.js');

const [A, B] = [randomBytes(32), randomBytes(32)];
const NOW = { failureMs: 0, againMs: 0 };
const LONG = 60_000;

/** What a key makes of nothing: the same bytes for the same key. Undefined without a key. */
function madeBy(key) {
  if (key === undefined) return undefined;
  const about = { id: '', kind: 'value', form: 'value' };
  return seal({ name: 'a', key }, '', about, Buffer.alloc(24)).toString('hex');
}

const madeWith = (secret) => madeBy(sealKey(secret));

describe('keys of a function', () => {
  test('are loaded once for all that ask meanwhile', async () => {
    const gate = createGate();
    const source = jest.fn(() => gate.passed);
    const ring = new KeyRing(source, 'a', LONG);
    expect([ring.current, ring.mayLoad]).toEqual([undefined, true]);
    const loads = [ring.load(), ring.load(), ring.load()];
    gate.open({ a: A });
    await Promise.all(loads);
    expect(source).toHaveBeenCalledTimes(1);
    expect(ring.current.name).toBe('a');
    expect(madeBy(ring.current.key)).toBe(madeWith(A));
  });

  test('may be given at once', async () => {
    const ring = new KeyRing(() => ({ a: A }), 'a', LONG);
    await ring.load();
    expect(madeBy(ring.get('a'))).toBe(madeWith(A));
  });

  test.each([
    ['rejects', async () => Promise.reject(new Error('kms')), /kms/],
    [
      'throws',
      () => {
        throw new Error('kms');
      },
      /kms/,
    ],
    ['gives no keys', async () => undefined, /`keys`/],
    ['gives a key of the wrong size', async () => ({ a: randomBytes(16) }), /16 bytes/],
    ['lacks the current key', async () => ({ b: B }), /`current`/],
    ['never ends', () => new Promise(() => {}), /within 20 ms/],
  ])('are unavailable if it %s', async (_, source, reason) => {
    const ring = new KeyRing(source, 'a', 20);
    const error = await ring.load().catch((each) => each);
    expect(error.code).toBe('KEYS_UNAVAILABLE');
    expect(error.cause.message).toMatch(reason);
    expect(ring.current).toBeUndefined();
  });

  test('are not asked for again at once after a failure', async () => {
    const source = jest.fn(async () => Promise.reject(new Error('kms')));
    const ring = new KeyRing(source, 'a', LONG, { failureMs: LONG, againMs: 0 });
    for (let i = 0; i < 5; i++) await expect(ring.load()).rejects.toThrow();
    expect(source).toHaveBeenCalledTimes(1);
  });

  test('are there when a later load succeeds', async () => {
    const answers = [() => Promise.reject(new Error('kms')), async () => ({ a: A })];
    const ring = new KeyRing(() => answers.shift()(), 'a', LONG, NOW);
    await expect(ring.load()).rejects.toThrow();
    await ring.load();
    expect(ring.current.name).toBe('a');
  });

  test('stay as they were if a later load fails', async () => {
    const answers = [async () => ({ a: A }), async () => ({ b: B })];
    const ring = new KeyRing(() => answers.shift()(), 'a', LONG, NOW);
    await ring.load();
    await expect(ring.load()).rejects.toThrow();
    expect([...'ab'].map((name) => madeBy(ring.get(name)))).toEqual([madeWith(A), undefined]);
  });

  test('are taken when they come late, but never in place of newer ones', async () => {
    const gates = [createGate(), createGate()];
    const asked = [];
    const ring = new KeyRing(() => gates[asked.push(0) - 1].passed, 'a', 20, NOW);
    await expect(ring.load()).rejects.toThrow();
    const second = ring.load();
    gates[1].open({ a: B });
    await second;
    gates[0].open({ a: A });
    await new Promise(setImmediate);
    expect(madeBy(ring.get('a'))).toBe(madeWith(B));
  });

  test('come late and end a failure', async () => {
    const gate = createGate();
    const ring = new KeyRing(() => gate.passed, 'a', 20);
    await expect(ring.load()).rejects.toThrow();
    gate.open({ a: A });
    await new Promise(setImmediate);
    expect(ring.current.name).toBe('a');
  });

  test('are loaded under a signal that aborts when nobody waits any longer', async () => {
    let seen;
    const ring = new KeyRing(
      ({ signal }) => {
        seen = signal;
        return new Promise(() => {});
      },
      'a',
      20,
    );
    await expect(ring.load()).rejects.toThrow();
    expect(seen.aborted).toBe(true);
    expect(seen.reason.code).toBe('KEYS_UNAVAILABLE');
  });

  test('may be loaded again for a missing name only after a while', async () => {
    const source = async () => ({ a: A });
    const ring = new KeyRing(source, 'a', LONG);
    await ring.load();
    expect(ring.mayLoad).toBe(false);
    const eager = new KeyRing(source, 'a', LONG, NOW);
    await eager.load();
    expect(eager.mayLoad).toBe(true);
  });
});
