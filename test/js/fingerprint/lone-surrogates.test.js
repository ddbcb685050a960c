'use strict';

const { IdempotencyHandler, MemoryStore, idempotency } = require('onceonly');

const { keyReader } = require('../../../lib/identity/idempotency-key.js');
const { identifyRequest } = require('../../../lib/identity/identify-request.js');
const { MIDDLEWARE, checkOptions } = require('../../../lib/options/check-options.js');

const LONE = 'a\ud800';

/** What a middleware with these options makes of a POST of `fields`. */
async function recordOf(options, fields) {
  const settings = checkOptions({ store: new MemoryStore(), ...options }, MIDDLEWARE);
  const request = { headers: {}, method: 'POST', url: '/a', baseUrl: '', ...fields };
  return identifyRequest(request, {}, 'k', settings);
}

describe('a lone surrogate', () => {
  test.each([
    ['scope()', () => LONE],
    ['scope() that answers later', async () => LONE],
  ])('in the text of %s is SCOPE_MISSING', async (_, scope) => {
    await expect(recordOf({ scope }, {})).rejects.toThrow(
      expect.objectContaining({ code: 'SCOPE_MISSING', status: 500 }),
    );
  });

  test.each([[{}], [{ keyPattern: /./ }], [{ keySyntax: 'strict' }]])(
    'in a key of keySource is INVALID_IDEMPOTENCY_KEY with %p',
    (options) => {
      const keyOf = keyReader({ keySource: ({ key }) => key, keySyntax: 'lenient', ...options });
      for (const key of [LONE, `"${LONE}"`]) {
        expect(() => keyOf({ key })).toThrow(
          expect.objectContaining({ code: 'INVALID_IDEMPOTENCY_KEY', status: 400 }),
        );
      }
    },
  );

  test('in a URL that the app has rewritten is a path like any other', async () => {
    const ids = new Set();
    for (const originalUrl of [`/${LONE}`, '/a\udc00']) {
      const { id, fingerprint } = await recordOf({}, { originalUrl });
      ids.add(`${id} ${fingerprint}`);
    }
    expect(ids.size).toBe(2);
  });

  test('in the key or the scope of a handler is a TypeError that says so', async () => {
    const handler = new IdempotencyHandler({ store: new MemoryStore() });
    const operation = jest.fn();
    await expect(handler.execute(LONE, {}, operation)).rejects.toThrow(
      'a key must not have a lone surrogate',
    );
    await expect(handler.execute('k', {}, operation, { scope: LONE })).rejects.toThrow(
      'well-formed',
    );
    expect(operation).not.toHaveBeenCalled();
  });

  test('in the option route is refused at the start', () => {
    expect(() => idempotency({ store: new MemoryStore(), route: LONE })).toThrow('well-formed');
  });
});
