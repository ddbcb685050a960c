'use strict';

const { addIdempotency } = require('onceonly/openapi');

const { CODES } = require('../../../lib/errors/idempotency-error.js');
const { keyReader } = require('../../../lib/identity/idempotency-key.js');
const { thrownBy } = require('../../helpers/thrown-by.js');

const JSON_BODY = { 'application/json': { schema: { type: 'object' } } };
const created = { description: 'Created.', content: JSON_BODY };
const STATUSES = ['400', '409', '413', '415', '422', '429', '503'];
const OWN = { $ref: '#/components/schemas/IdempotencyProblem' };

const documentOf = (paths, more) => ({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths,
  ...more,
});
/** A document with one operation, POST /orders. */
const withPost = (operation, more) =>
  documentOf({ '/orders': { post: { responses: { 201: created }, ...operation } } }, more);
const posted = (document, options) => addIdempotency(document, options).paths['/orders'].post;

/** A response of the app with a problem of its own. */
const problem = (schema) => ({
  description: 'Mine.',
  content: { 'application/problem+json': { schema } },
});

function frozen(value) {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

/** Follows the references of a part. */
function followed(document, part) {
  if (part?.$ref === undefined) return part;
  const found = part.$ref
    .slice(2)
    .split('/')
    .reduce((node, name) => node[name], document);
  return followed(document, found);
}

function membersNamed(name, value) {
  if (value === null || typeof value !== 'object') return [];
  const below = Object.values(value).flatMap((each) => membersNamed(name, each));
  return Object.hasOwn(value, name) ? [value[name], ...below] : below;
}

describe('a described operation', () => {
  const document = addIdempotency(withPost({}));
  const operation = document.paths['/orders'].post;

  test('has the key as a header', () => {
    const [parameter] = operation.parameters.map((each) => followed(document, each));
    expect(parameter).toMatchObject({ name: 'Idempotency-Key', in: 'header', required: false });
  });

  test('allows each key that the middleware takes', () => {
    const { schema } = followed(document, operation.parameters[0]);
    const longest = `"${'\\"'.repeat(255)}"`;
    const read = keyReader({ headerName: 'Idempotency-Key', keySyntax: 'lenient' });
    expect(read({ headers: { 'idempotency-key': longest } })).toBe('"'.repeat(255));
    expect(schema.maxLength).toBe(longest.length);
  });

  test('gives no example of a key: tools would send it for all their users', () => {
    for (const name of ['example', 'examples', 'default']) {
      expect(membersNamed(name, document)).toEqual([]);
    }
  });

  test('has a response for each status of a refusal that a client may get', () => {
    expect(Object.keys(operation.responses)).toEqual(['201', ...STATUSES]);
    const known = Object.values(CODES).map(([status]) => `${status}`);
    expect([...new Set(known)].filter((each) => each !== '500').sort()).toEqual(STATUSES);
  });

  test('names each code once: in the enum, and with its status', () => {
    const codes = Object.keys(CODES).filter(
      (code) => CODES[code][0] !== 500 && code !== 'ATTEMPT_CHANGED',
    );
    const { IdempotencyProblem } = document.components.schemas;
    expect(IdempotencyProblem.properties.error.enum.toSorted()).toEqual(codes.toSorted());
    for (const code of codes) {
      const { description } = followed(document, operation.responses[CODES[code][0]]);
      expect(description).toContain(`\`${code}\`: ${CODES[code][2]}`);
    }
  });

  test('names no code for operators alone', () => {
    expect(JSON.stringify(document)).not.toContain('ATTEMPT_CHANGED');
  });

  test('has Retry-After where a refusal has it', () => {
    const having = STATUSES.filter(
      (status) => followed(document, operation.responses[status]).headers !== undefined,
    );
    expect(having).toEqual(['409', '429', '503']);
  });

  test('has Idempotency-Status where a record may be unreadable', () => {
    const { headers } = followed(document, operation.responses[503]);
    const { schema } = followed(document, headers['Idempotency-Status']);
    expect(schema.enum).toEqual(['unreadable']);
  });

  test('has the headers of a replay on its success', () => {
    expect(Object.keys(operation.responses[201].headers)).toEqual([
      'Idempotency-Cached',
      'Idempotent-Replayed',
      'Idempotency-Status',
    ]);
    expect(operation.responses[201]).toMatchObject(created);
  });

  test.each(['2XX', '2xx', '200', '204'])('has them on %s', (status) => {
    const { responses } = posted(withPost({ responses: { [status]: created } }));
    expect(Object.keys(responses[status].headers)).toHaveLength(3);
  });

  test('has them not on other responses', () => {
    const { responses } = posted(withPost({ responses: { 302: created, default: created } }));
    expect(responses[302]).toBe(created);
    expect(responses.default).toBe(created);
  });

  test('refers to components that are there', () => {
    const refs = membersNamed('$ref', document);
    expect(refs.length).toBeGreaterThan(10);
    for (const $ref of refs) expect(followed(document, { $ref })).toBeDefined();
  });

  test('refers to each component that is there', () => {
    const refs = new Set(membersNamed('$ref', document));
    const names = Object.entries(document.components).flatMap(([kind, all]) =>
      Object.keys(all).map((name) => `#/components/${kind}/${name}`),
    );
    expect(names.filter((name) => !refs.has(name))).toEqual([]);
  });
});

describe('the options', () => {
  test('have the names of idempotency(), for the header and its refusals', () => {
    const options = { headerName: 'X-Request-Key', required: true, mismatchStatus: 409 };
    const document = addIdempotency(withPost({}), options);
    const { parameters, responses } = document.paths['/orders'].post;
    expect(followed(document, parameters[0])).toMatchObject({
      name: 'X-Request-Key',
      required: true,
    });
    expect(responses).not.toHaveProperty('422');
    expect(followed(document, responses[409]).description).toContain('IDEMPOTENCY_KEY_REUSED');
  });

  test.each([
    [86_400, 'PT24H'],
    [90, 'PT1M30S'],
    [604_800, 'PT168H'],
    [0.5, 'PT0.5S'],
  ])('tell that a result is kept for %p seconds as %s', (resultTTL, lifetime) => {
    expect(posted(withPost({}), { resultTTL })['x-idempotency']).toEqual({ lifetime });
  });

  test('add members for other tools, and replace none', () => {
    const extensions = { 'x-fern-idempotent': true, 'x-mine': 1 };
    expect(posted(withPost({ 'x-mine': 2 }), { extensions })).toMatchObject({
      'x-fern-idempotent': true,
      'x-mine': 2,
    });
  });

  test('leave out other methods, and operations that are not included', () => {
    const given = documentOf({
      '/orders': { get: { responses: {} }, post: { responses: {} }, delete: { responses: {} } },
      '/health': { post: { responses: {} } },
      'x-note': { post: { responses: {} } },
    });
    const seen = [];
    const include = ({ path, method, operation }) => {
      seen.push([path, method, operation.responses]);
      return path !== '/health';
    };
    const { paths } = addIdempotency(given, { include, methods: ['post', 'DELETE'] });
    expect(seen).toEqual([
      ['/orders', 'post', {}],
      ['/orders', 'delete', {}],
      ['/health', 'post', {}],
    ]);
    expect(paths['/health']).toBe(given.paths['/health']);
    expect(paths['x-note']).toBe(given.paths['x-note']);
    expect(paths['/orders'].get).toBe(given.paths['/orders'].get);
    expect(paths['/orders'].delete.parameters).toHaveLength(1);
  });

  test.each([
    [{ header: 'X' }, 'ERR_ONCEONLY_OPTION_UNKNOWN', /header/],
    [{ headerName: 'a b' }, 'ERR_ONCEONLY_OPTION_VALUE', /headerName/],
    [{ required: 'yes' }, 'ERR_ONCEONLY_OPTION_VALUE', /required/],
    [{ methods: 'POST' }, 'ERR_ONCEONLY_OPTION_VALUE', /methods/],
    [{ mismatchStatus: 400 }, 'ERR_ONCEONLY_OPTION_VALUE', /mismatchStatus/],
    [{ resultTTL: -1 }, 'ERR_ONCEONLY_OPTION_RANGE', /resultTTL/],
    [{ extensions: { deprecated: true } }, 'ERR_ONCEONLY_OPTION_VALUE', /x-/],
    [{ extensions: [] }, 'ERR_ONCEONLY_OPTION_VALUE', /extensions/],
    [{ include: /orders/ }, 'ERR_ONCEONLY_OPTION_VALUE', /include/],
    [{ include: async () => true }, 'ERR_ONCEONLY_RETURN_VALUE', /include/],
    [null, 'ERR_ONCEONLY_ARGUMENT', /options/],
  ])('that are wrong are refused: %j', (options, code, message) => {
    const error = thrownBy(() => addIdempotency(withPost({}), options));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('what the document says', () => {
  test('stays: a response of the same status gets another content type', () => {
    const mine = { description: 'Bad order.', content: JSON_BODY };
    const { responses } = posted(withPost({ responses: { 400: mine } }));
    expect(responses[400]).toEqual({
      description: 'Bad order.',
      content: { ...JSON_BODY, 'application/problem+json': { schema: OWN } },
    });
  });

  test('stays: a problem of the same status may be of either schema', () => {
    const schema = { type: 'object', required: ['title'] };
    const { responses } = posted(withPost({ responses: { 409: problem(schema) } }));
    const [type] = Object.values(responses[409].content);
    expect(type).toEqual({ schema: { anyOf: [schema, OWN] } });
    expect(responses[409].description).toBe('Mine.');
    expect(Object.keys(responses[409].headers)).toEqual(['Retry-After']);
  });

  test.each([undefined, true])('stays: a problem of any schema (%p)', (schema) => {
    const { responses } = posted(withPost({ responses: { 422: problem(schema) } }));
    expect(responses[422]).toEqual(problem(schema));
  });

  test.each(['4XX', '4xx', 'default'])(
    'stays: the responses that were described by %s may still come',
    (key) => {
      const mine = { description: 'An error.', content: JSON_BODY };
      const { responses } = posted(withPost({ responses: { [key]: mine } }));
      expect(responses[key]).toBe(mine);
      expect(responses[409].content).toEqual({
        ...JSON_BODY,
        'application/problem+json': { schema: OWN },
      });
    },
  );

  test('stays: a header of the same name, in any case', () => {
    const headers = { 'retry-after': { description: 'Mine.' } };
    const { responses } = posted(
      withPost({ responses: { 503: { description: 'Down.', headers } } }),
    );
    expect(responses[503].headers).toMatchObject(headers);
    expect(Object.keys(responses[503].headers)).toEqual(['retry-after', 'Idempotency-Status']);
  });

  test('stays: a shared response is completed where it is used only', () => {
    const components = { responses: { Bad: { description: 'Bad.', content: JSON_BODY } } };
    const responses = { 400: { $ref: '#/components/responses/Bad' } };
    const given = documentOf(
      { '/orders': { post: { responses }, get: { responses } } },
      { components },
    );
    const document = addIdempotency(given);
    expect(document.components.responses.Bad).toBe(components.responses.Bad);
    expect(document.paths['/orders'].get.responses).toBe(responses);
    expect(Object.keys(document.paths['/orders'].post.responses[400].content)).toHaveLength(2);
  });

  test('stays: a reference to another file', () => {
    const $ref = './common.yaml#/responses/Bad';
    const { responses } = posted(
      withPost({ responses: { 201: { $ref }, 400: { $ref }, default: { $ref } } }),
    );
    expect([responses[201], responses[400]]).toEqual([{ $ref }, { $ref }]);
    expect(responses[409]).toEqual({ $ref: '#/components/responses/Idempotency409' });
  });

  test.each([
    ['of the operation', (each) => withPost({ parameters: [each] })],
    [
      'of the path',
      (each) => documentOf({ '/orders': { parameters: [each], post: { responses: {} } } }),
    ],
  ])('stays: a parameter %s for the key', (_, make) => {
    const mine = { name: 'idempotency-key', in: 'header', schema: { type: 'string' } };
    const document = addIdempotency(make(mine));
    expect(document.components).not.toHaveProperty('parameters');
    expect(JSON.stringify(document)).toContain('idempotency-key');
  });

  test.each([
    ['of the operation', (each) => withPost({ parameters: each })],
    ['of the path', (each) => documentOf({ '/orders': { parameters: each, post: {} } })],
  ])('stays: a parameter %s in another file that is named after the header', (_, make) => {
    const page = { $ref: './common.yaml#/Page' };
    for (const name of ['IdempotencyKey', 'idempotency-key', 'headers/Idempotency_Key.json']) {
      const document = addIdempotency(make([page, { $ref: `./common.yaml#/${name}` }]));
      expect(document.components).not.toHaveProperty('parameters');
    }
    const given = make([{ $ref: './X-Request-ID.yaml' }]);
    const named = addIdempotency(given, { headerName: 'X-Request-Id' });
    expect(named.components).not.toHaveProperty('parameters');
  });

  test('stays: a parameter for the key beside one in another file', () => {
    const mine = { name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } };
    const parameters = [{ $ref: './common.yaml#/Page' }, mine];
    expect(posted(withPost({ parameters })).parameters).toBe(parameters);
  });

  test('stays: a component of the same name', () => {
    const components = { schemas: { IdempotencyProblem: { type: 'string' } } };
    const document = addIdempotency(withPost({}, { components }));
    expect(document.components.schemas.IdempotencyProblem).toEqual({ type: 'string' });
    expect(document.components.schemas).toHaveProperty('IdempotencyProblem2');
    expect(addIdempotency(document)).toEqual(document);
  });

  test('stays: calling it twice is like calling it once without prototypes', () => {
    const bare = (value) =>
      JSON.parse(JSON.stringify(value), (_, each) =>
        each === null || typeof each !== 'object' || Array.isArray(each)
          ? each
          : Object.assign(Object.create(null), each),
      );
    const once = addIdempotency(
      withPost({ responses: { 409: problem({ type: 'object' }) } }, { components: {} }),
    );
    expect(JSON.stringify(addIdempotency(bare(once)))).toBe(JSON.stringify(once));
  });

  test.each([
    ['3.0.3', 'Shared.'],
    ['3.1.0', 'Beside.'],
  ])('of %s counts beside a reference as the version has it', (openapi, description) => {
    const components = { responses: { Bad: { description: 'Shared.', content: JSON_BODY } } };
    const responses = {
      400: { $ref: '#/components/responses/Bad', description: 'Beside.', content: {} },
    };
    const found = posted(withPost({ responses }, { openapi, components })).responses[400];
    expect(found.description).toBe(description);
    expect(Object.keys(found.content)).toEqual(['application/json', 'application/problem+json']);
  });

  test('is found beside the reference of a path', () => {
    const components = { pathItems: { Orders: { get: { responses: {} } } } };
    const item = { $ref: '#/components/pathItems/Orders', post: { responses: {} } };
    const { paths } = addIdempotency(documentOf({ '/orders': item }, { components }));
    expect(paths['/orders'].post.parameters).toHaveLength(1);
  });

  test('is found behind the reference of a path', () => {
    const components = { pathItems: { Orders: { post: { responses: {} } } } };
    const given = documentOf({ '/a~b': { $ref: '#/components/pathItems/Orders' } }, { components });
    const document = addIdempotency(given);
    expect(document.paths['/a~b'].post.parameters).toHaveLength(1);
    expect(document.components.pathItems).toBe(components.pathItems);
  });

  test('is found under escaped names', () => {
    const components = { responses: { 'a/b~c d': { description: 'Mine.' } } };
    const responses = { 400: { $ref: '#/components/responses/a~1b~0c%20d' } };
    expect(posted(withPost({ responses }, { components })).responses[400].description).toBe(
      'Mine.',
    );
  });
});

const RICH = withPost(
  {
    parameters: [{ $ref: '#/components/parameters/Tenant' }],
    responses: {
      201: created,
      400: { $ref: '#/components/responses/Bad' },
      409: {
        description: 'Sold.',
        content: { 'application/problem+json': { schema: { type: 'object' } } },
      },
      '4XX': { description: 'Other.', content: JSON_BODY },
      default: { description: 'Failure.' },
    },
  },
  {
    components: {
      parameters: { Tenant: { name: 'X-Tenant', in: 'header', schema: { type: 'string' } } },
      responses: { Bad: { description: 'Bad.', content: JSON_BODY } },
    },
  },
);

test.each([
  ['a small document', withPost({})],
  ['a document with much of its own', RICH],
  ['a document without responses', documentOf({ '/orders': { post: {} } })],
])('twice is the same as once: %s', (_, given) => {
  const options = { resultTTL: 60, extensions: { 'x-a': 1 } };
  const once = addIdempotency(given, options);
  expect(addIdempotency(once, options)).toEqual(once);
  expect(addIdempotency(JSON.parse(JSON.stringify(once)), options)).toEqual(once);
});

test('the given document is not changed, whatever it holds', () => {
  const copy = structuredClone(RICH);
  addIdempotency(frozen(RICH));
  expect(RICH).toEqual(copy);
});

test('a document whose parts refer to each other as objects is described', () => {
  const tree = { type: 'object', properties: {} };
  tree.properties.child = tree;
  const response = { description: 'Tree.', content: { 'application/json': { schema: tree } } };
  const shared = { responses: { 200: response, 400: response } };
  const given = documentOf({ '/orders': { post: shared, put: shared, get: shared } });
  const { paths } = addIdempotency(given);
  expect(paths['/orders'].get).toBe(shared);
  expect(response).not.toHaveProperty('headers');
  expect(paths['/orders'].put.responses[200].content).toBe(response.content);
});

test('a document without paths stays as it is', () => {
  const given = { openapi: '3.1.0', info: {}, webhooks: {} };
  expect(addIdempotency(given)).toEqual(given);
  expect(addIdempotency(documentOf({}))).toEqual(documentOf({}));
});

test('names from Object.prototype are names like any others', () => {
  const given = documentOf(
    JSON.parse(
      '{"/__proto__":{"post":{"responses":{}}},"/x":{"post":{"responses":{"constructor":{"description":"x"}}}}}',
    ),
  );
  const { paths } = addIdempotency(given);
  expect(paths['/__proto__'].post.parameters).toHaveLength(1);
  expect({}.post).toBeUndefined();
  const missing = withPost(
    { responses: { 400: { $ref: '#/components/toString' } } },
    { components: {} },
  );
  expect(thrownBy(() => addIdempotency(missing)).code).toBe('ERR_ONCEONLY_ARGUMENT');
});

describe('a document that is none', () => {
  test.each([
    ['nothing', undefined, /object.*undefined/],
    ['text', '{}', /object.*string/],
    ['an array', [], /object/],
    ['an object', {}, /3\.0 or 3\.1.*undefined/],
    ['Swagger 2', { swagger: '2.0', paths: {} }, /swagger 2\.0/],
    ['OpenAPI 4', { openapi: '4.0.0', paths: {} }, /4\.0\.0/],
    ['a version as a number', { openapi: 3.1, paths: {} }, /3\.0 or 3\.1/],
    ['an array of paths', documentOf([]), /paths/],
    ['a path as text', documentOf({ '/a': 'x' }), /path \/a/],
    ['an operation as text', documentOf({ '/a': { post: 'x' } }), /POST \/a/],
    ['responses as an array', withPost({ responses: [] }), /responses of POST \/orders/],
    ['a response as text', withPost({ responses: { 200: 'ok' } }), /200 of POST \/orders/],
    ['parameters as an object', withPost({ parameters: {} }), /parameters of POST \/orders/],
    [
      'a parameter in another file, which may be the key',
      withPost({ parameters: [{ $ref: './common.yaml#/Key' }] }),
      /the parameters of POST \/orders in itself \(received \.\/common\.yaml#\/Key\)\. Bundle it/,
    ],
    ['a parameter as text', withPost({ parameters: ['x'] }), /parameter of POST \/orders/],
    ['headers as an array', withPost({ responses: { 200: { headers: [] } } }), /headers of 200/],
    ['content as an array', withPost({ responses: { 400: { content: [] } } }), /content of 400/],
    ['a schema as text', withPost({ responses: { 400: problem('x') } }), /schema of 400/],
    ['components as an array', withPost({}, { components: [] }), /components/],
    ['schemas as an array', withPost({}, { components: { schemas: [] } }), /components\.schemas/],
    [
      'a reference to nothing',
      withPost({ responses: { 400: { $ref: '#/components/responses/None' } } }),
      /400 of POST \/orders refers to/,
    ],
    ['a reference that is a number', withPost({ responses: { 400: { $ref: 1 } } }), /\$ref/],
    [
      'references in a circle',
      withPost(
        { responses: { 400: { $ref: '#/components/responses/A' } } },
        {
          components: {
            responses: {
              A: { $ref: '#/components/responses/B' },
              B: { $ref: '#/components/responses/A' },
            },
          },
        },
      ),
      /circle/,
    ],
  ])('is refused with a code: %s', (_, document, message) => {
    const error = thrownBy(() => addIdempotency(document));
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_ONCEONLY_ARGUMENT' });
    expect(error.message).toMatch(message);
  });
});
