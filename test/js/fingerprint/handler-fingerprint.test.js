'use strict';

const { IdempotencyHandler, MemoryStore } = require('onceonly');

describe('the part of a body that counts', () => {
  const run = (handler, body, options) =>
    handler.execute('counted', body, async () => body, options).then(({ cached }) => cached);
  const reused = expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED' });

  test('is an option of the handler', async () => {
    const store = new MemoryStore();
    const handler = new IdempotencyHandler({ store, fingerprint: { exclude: ['at'] } });
    expect(await run(handler, { a: 1, at: 1 })).toBe(false);
    expect(await run(handler, { a: 1, at: 2 })).toBe(true);
    await expect(run(handler, { a: 2 })).rejects.toThrow(reused);
    const other = expect.objectContaining({ code: 'LOCK_FAILED' });
    await expect(run(handler, { a: 1 }, { fingerprint: false })).rejects.toThrow(other);
  });

  test('is an option of one call', async () => {
    const handler = new IdempotencyHandler({ store: new MemoryStore() });
    expect(await run(handler, { a: 1 }, { fingerprint: false })).toBe(false);
    expect(await run(handler, { a: 2 }, { fingerprint: false })).toBe(true);
  });

  test('has no headers and no query', async () => {
    const store = new MemoryStore();
    for (const fingerprint of [{ headers: ['a'] }, { query: true }]) {
      expect(() => new IdempotencyHandler({ store, fingerprint })).toThrow(TypeError);
      const handler = new IdempotencyHandler({ store });
      await expect(run(handler, {}, { fingerprint })).rejects.toThrow(TypeError);
    }
  });

  test('is all of a body of any size', async () => {
    const handler = new IdempotencyHandler({ store: new MemoryStore(), secret: ['new', 'old'] });
    const large = (last) => Buffer.from('x'.repeat(400_000) + last);
    expect(await run(handler, large('a'))).toBe(false);
    expect(await run(handler, large('a'))).toBe(true);
    await expect(run(handler, large('b'))).rejects.toThrow(reused);
  });
});
