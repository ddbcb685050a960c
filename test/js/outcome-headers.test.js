'use strict';

const { setOutcomeHeaders } = require('../../lib/outcome-headers.js');
const { FakeResponse } = require('./fake-response.js');

const EXPOSED = 'Idempotency-Cached, Idempotent-Replayed, Idempotency-Status';

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
])('the headers %j that the app exposes stay exposed', (listed, wanted) => {
  const response = new FakeResponse();
  response.setHeader('Access-Control-Expose-Headers', listed);
  const headers = headersFor({ cached: false }, response);
  expect(headers['access-control-expose-headers']).toBe(wanted);
});

test('nothing is set after the headers were sent', () => {
  expect(headersFor({ cached: true }, new FakeResponse({ headersSent: true }))).toEqual({});
});
