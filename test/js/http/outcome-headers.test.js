'use strict';

const { exposeHeaders, setOutcomeHeaders } = require('../../../lib/http/outcome-headers.js');
const { FakeResponse } = require('../response/fake-response.js');

const EXPOSED = 'Idempotency-Cached, Idempotent-Replayed, Idempotency-Status, Retry-After';

function headersFor(outcome, response = new FakeResponse()) {
  setOutcomeHeaders(response, outcome);
  return response.headers;
}

test.each([
  [{ cached: false }, { 'idempotency-cached': 'false' }],
  [{ cached: true }, { 'idempotency-cached': 'true', 'idempotent-replayed': 'true' }],
  [
    { cached: false, status: 'not-stored' },
    { 'idempotency-cached': 'false', 'idempotency-status': 'not-stored' },
  ],
  [
    { cached: false, status: 'unprotected' },
    { 'idempotency-cached': 'false', 'idempotency-status': 'unprotected' },
  ],
])('%j', (outcome, wanted) => {
  expect(headersFor(outcome)).toEqual({ ...wanted, 'access-control-expose-headers': EXPOSED });
});

test.each([
  ['ETag', `ETag, ${EXPOSED}`],
  [['ETag', 'Link'], `ETag, Link, ${EXPOSED}`],
  ['', EXPOSED],
  [EXPOSED, EXPOSED],
  [`ETag, ${EXPOSED}`, `ETag, ${EXPOSED}`],
])('the headers %j that the app exposes stay exposed', (listed, wanted) => {
  const response = new FakeResponse();
  response.setHeader('Access-Control-Expose-Headers', listed);
  const headers = headersFor({ cached: false }, response);
  expect(headers['access-control-expose-headers']).toBe(wanted);
});

test('a refusal that is told twice lists them once', () => {
  const response = new FakeResponse();
  for (let i = 0; i < 2; i++) exposeHeaders(response);
  expect(response.headers).toEqual({ 'access-control-expose-headers': EXPOSED });
  const sent = new FakeResponse({ headersSent: true });
  exposeHeaders(sent);
  expect(sent.headers).toEqual({});
});

describe('the list for pages of other origins', () => {
  const listOf = (req, call = setOutcomeHeaders) => {
    const response = Object.assign(new FakeResponse(), { req });
    call(response, { cached: false });
    return response.headers['access-control-expose-headers'];
  };
  const origin = 'https://shop.example';

  test.each([
    ['comes from a page', { method: 'POST', headers: { origin } }],
    ['comes from a page without an origin', { method: 'POST', headers: { origin: 'null' } }],
    ['may be answered by a cache later', { method: 'GET', headers: {} }],
    ['may be answered by a cache later', { method: 'HEAD', headers: {} }],
    ['is not known', undefined],
    ['has no headers', { method: 'POST' }],
  ])('is in the answer to a request that %s', (_, req) => {
    expect(listOf(req)).toBe(EXPOSED);
    expect(listOf(req, exposeHeaders)).toBe(EXPOSED);
  });

  test.each([['POST'], ['PUT'], ['PATCH'], ['DELETE']])(
    'is left out for %s that no page has sent, and the list of the app stays',
    (method) => {
      const req = { method, headers: {} };
      expect(listOf(req)).toBeUndefined();
      expect(listOf(req, exposeHeaders)).toBeUndefined();
      const response = Object.assign(new FakeResponse(), { req });
      response.setHeader('Access-Control-Expose-Headers', 'ETag');
      expect(headersFor({ cached: true }, response)['access-control-expose-headers']).toBe('ETag');
    },
  );
});

test('nothing is set after the headers were sent', () => {
  expect(headersFor({ cached: true }, new FakeResponse({ headersSent: true }))).toEqual({});
});
