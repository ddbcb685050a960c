'use strict';

const { document: payments, DOCUMENT } = require('../../../examples/payments/openapi');
const { addIdempotency } = require('../../../lib/openapi');
const { validityOf } = require('./validity');

const object = { schema: { type: 'object' } };
const response = (type) => ({ description: 'Mine.', content: { [type]: object } });

/** A document with everything that addIdempotency() meets. */
const richDocument = (openapi) => ({
  openapi,
  info: { title: 'Rich', version: '1' },
  paths: {
    '/plain': { post: { responses: { 200: { description: 'Ok.' } } } },
    '/merged/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      get: { responses: { 200: { description: 'Ok.' } } },
      put: {
        parameters: [{ $ref: '#/components/parameters/Tenant' }],
        responses: {
          201: { $ref: '#/components/responses/Made' },
          400: response('application/json'),
          409: response('application/problem+json'),
          '4XX': response('text/plain'),
          503: { $ref: '#/components/responses/Made' },
          default: { description: 'Failure.' },
        },
      },
    },
  },
  components: {
    parameters: { Tenant: { name: 'X-Tenant', in: 'header', schema: { type: 'string' } } },
    responses: { Made: response('application/json'), IdempotencyProblem: response('text/plain') },
    schemas: { IdempotencyProblem: { type: 'string' } },
  },
});

const OPTIONS = {
  required: true,
  resultTTL: 3600,
  mismatchStatus: 409,
  extensions: { 'x-fern-idempotent': true },
};

describe.each(['3.0.3', '3.1.0'])('a document of OpenAPI %s', (openapi) => {
  test.each([
    ['of the payments example', { ...DOCUMENT, openapi }],
    ['with much of its own', richDocument(openapi)],
  ])('%s is valid before, after, and after the second time', (_, given) => {
    const once = addIdempotency(given, OPTIONS);
    const twice = addIdempotency(once, OPTIONS);
    expect(once.paths).not.toEqual(given.paths);
    const version = openapi.slice(0, 3);
    const valid = { valid: true, version, errors: [] };
    expect(validityOf([given, once, twice])).toEqual([valid, valid, valid]);
  });
});

test('the document that the payments example serves is valid', () => {
  expect(validityOf([payments])).toEqual([{ valid: true, version: '3.1', errors: [] }]);
});

// Without this, a validator that says yes to everything would do.
test('a document with a broken part is not valid', () => {
  const once = addIdempotency(richDocument('3.1.0'));
  once.paths['/plain'].post.responses[409] = { $ref: 7 };
  const [{ valid, errors }] = validityOf([once]);
  expect(valid).toBe(false);
  expect(errors.length).toBeGreaterThan(0);
});
