'use strict';

const { headerNames, keptHeaders } = require('../../../lib/result/replayed-headers.js');

test.each([
  ...['Set-Cookie', 'set-cookie', 'Cookie', 'Authorization', 'WWW-Authenticate'],
  ...['Proxy-Authenticate', 'Authentication-Info', 'Connection', 'Keep-Alive', 'TE', 'Trailer'],
  ...['Transfer-Encoding', 'Upgrade', 'Date', 'Content-Length', 'Access-Control-Allow-Origin'],
  ...['Access-Control-Expose-Headers', 'RateLimit', 'RateLimit-Remaining', 'X-RateLimit-Limit'],
  ...['X-Rate-Limit-Reset', 'Idempotency-Cached', 'Idempotent-Replayed', 'Idempotency-Key'],
])('%s is never replayed, even if listed', (name) => {
  expect(() => headerNames('replayHeaders', ['X-Order', name])).toThrow(TypeError);
  expect(() => headerNames('replayHeaders', ['X-Order', name])).toThrow(name);
});

test('headers of the app are kept beside those of every response, once each', () => {
  const kept = keptHeaders(headerNames('replayHeaders', ['X-Order', 'etag']));
  expect(kept).toContain('X-Order');
  expect(kept.filter((name) => /^etag$/i.test(name))).toEqual(['ETag']);
  for (const name of kept) expect(() => headerNames('replayHeaders', [name])).not.toThrow();
});
