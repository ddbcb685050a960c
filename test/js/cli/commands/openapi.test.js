'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { addIdempotency } = require('onceonly/openapi');

const { cli, startOnTerminal } = require('../../../helpers/cli.js');
const { temporaryFolder } = require('../../../helpers/package-copy.js');

const created = { 201: { description: 'Created.' } };
const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: {
    '/orders': { post: { responses: created }, get: { responses: created } },
    '/orders/{id}': { patch: { responses: created }, delete: { responses: created } },
    '/payments': { post: { responses: created } },
  },
};
const TEXT = JSON.stringify(DOCUMENT);

/** Runs the command on a document that comes from standard input. */
const described = (input, ...args) => cli(['openapi', '-', ...args], { input });

/** The operations with a key, as `post /orders`. */
function guarded({ paths }) {
  return Object.entries(paths).flatMap(([name, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation.parameters !== undefined)
      .map(([method]) => `${method} ${name}`),
  );
}

describe('openapi', () => {
  test('writes the document of a file as addIdempotency() makes it', async () => {
    const file = path.join(temporaryFolder('onceonly-openapi-'), 'api.json');
    fs.writeFileSync(file, TEXT);
    const { code, stdout, stderr } = await cli(['openapi', file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${JSON.stringify(addIdempotency(DOCUMENT), null, 2)}\n`);
  });

  test('writes the same for standard input, with and without a byte order mark', async () => {
    const plain = await described(TEXT);
    expect(plain.code).toBe(0);
    expect(JSON.parse(plain.stdout)).toEqual(addIdempotency(DOCUMENT));
    expect((await described(`\ufeff${TEXT}`)).stdout).toBe(plain.stdout);
  });

  test('changes nothing when it reads what it wrote', async () => {
    const { stdout } = await described(TEXT, '--result-ttl', '24h');
    expect((await described(stdout, '--result-ttl', '24h')).stdout).toBe(stdout);
  });

  test('passes its options to addIdempotency()', async () => {
    const options = {
      headerName: 'X-Key',
      required: true,
      methods: ['post', 'DELETE'],
      mismatchStatus: 409,
      resultTTL: 7200,
      extensions: { 'x-fern-idempotent': true },
    };
    const { stdout, stderr } = await described(
      TEXT,
      ...['--header-name', 'X-Key', '--required', '--method', 'post', '--method', 'DELETE'],
      ...['--mismatch-status', '409', '--result-ttl', '2h'],
      ...['--extensions', '{"x-fern-idempotent":true}'],
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(addIdempotency(DOCUMENT, options));
  });

  test.each([
    [
      ['/orders', '/payments'],
      ['post /orders', 'post /payments'],
    ],
    [['/orders/*'], ['patch /orders/{id}']],
    [['/orders*'], ['post /orders', 'patch /orders/{id}']],
    [['*'], ['post /orders', 'patch /orders/{id}', 'post /payments']],
  ])('describes the operations of the paths %j only', async (paths, expected) => {
    const { stdout } = await described(TEXT, ...paths.flatMap((each) => ['--path', each]));
    expect(guarded(JSON.parse(stdout))).toEqual(expected);
  });

  test('ends with 1 and writes nothing when a path has no operation', async () => {
    const { code, stdout, stderr } = await described(TEXT, '--path', '/orders', '--path', '/order');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('--path /order has no operation.\n');
  });

  test('keeps numbers as they are written', async () => {
    const text = TEXT.replace('"version":"1"', '"version":"1","x-largest":9223372036854775807');
    expect((await described(text)).stdout).toContain('"x-largest": 9223372036854775807\n');
  });

  test('ends with 3 when there is no binary', async () => {
    const env = { ONCEONLY_BINARY: '/nowhere/onceonly.node' };
    const { code, stdout, stderr } = await cli(['openapi', '-'], { input: TEXT, env });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('/nowhere/onceonly.node');
  });

  test('shows nothing that a terminal could obey', async () => {
    const file = path.join(temporaryFolder('onceonly-openapi-'), 'api.json');
    const hostile = { ...DOCUMENT, info: { title: 'a\u009b31m\u202eb', version: '1' } };
    fs.writeFileSync(file, JSON.stringify(hostile));
    const { code, stdout } = await startOnTerminal(['openapi', file]).ended;
    expect(code).toBe(0);
    expect(stdout.replaceAll('\r\n', '\n')).not.toMatch(/(?!\n)\p{C}/u);
    expect(stdout).toContain(String.raw`a\u{9b}31m\u{202e}b`);
  });
});

describe('a document that openapi refuses', () => {
  test.each([
    ['no JSON', '{"openapi":', /must be JSON: /],
    ['nothing', '', /must be JSON: /],
    [
      'YAML of OpenAPI 3',
      '# Orders\nopenapi: 3.1.0\n',
      /must be JSON \(received YAML\)\. Convert it/,
    ],
    ['YAML of Swagger', 'swagger: "2.0"\r\n', /must be JSON \(received YAML\)/],
    ['Swagger 2', '{"swagger":"2.0"}', /OpenAPI 3\.0 or 3\.1 \(received swagger 2\.0\)/],
    ['an array', '[]', /must be an object \(received an array/],
    ['a document that is broken', '{"openapi":"3.1.0","paths":[]}', /an object as paths/],
  ])('is %s', async (_, input, message) => {
    const { code, stdout, stderr } = await described(input);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

test.each([
  [[], /Name one document/],
  [['a.json', 'b.json'], /Name one document/],
  [['/nowhere.json'], /The file of the document can't be read: ENOENT/],
  [['-', '--mismatch-status', '400'], /--mismatch-status must be one of 422, 409/],
  [['-', '--result-ttl', 'soon'], /--result-ttl must be a time/],
  [['-', '--method', 'po st'], /array of HTTP method names/],
  [['-', '--extensions', '{"a":1}'], /must begin with x-/],
  [['-', '--extensions', 'yes'], /--extensions must be JSON/],
  [['-', '--extensions', '-'], /Only one of the document and --extensions/],
])('openapi %j is a mistake', async (args, message) => {
  const { code, stdout, stderr } = await cli(['openapi', ...args], { input: TEXT });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});
