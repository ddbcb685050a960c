'use strict';

const { execFileSync } = require('node:child_process');
const { mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { readText } = require('../../helpers/project');
const { findSnippets } = require('../../helpers/readme');
const { validityOf } = require('./validity');

// Each generator of the guide, with the app that its snippet has, and the code that shows the document. Programs of their own, since
// some of them are ES modules.
const ENTRY = pathToFileURL(path.join(__dirname, '../../../lib/openapi/index.js')).href;
const PAGE = readText('docs/guides/openapi.md');
const SHOW = 'console.log(JSON.stringify(described));';

const NEST_APP = `
import 'reflect-metadata';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

class Orders {
  create() {}
}
const method = Object.getOwnPropertyDescriptor(Orders.prototype, 'create');
Post('orders')(Orders.prototype, 'create', method);
HttpCode(201)(Orders.prototype, 'create', method);
Controller()(Orders);
class App {}
Module({ controllers: [Orders] })(App);
const app = await NestFactory.create(App, { logger: false });
`;
const FASTIFY_APP = `
import Fastify from 'fastify';
const fastify = Fastify();
`;
const FASTIFY_ROUTE = `
fastify.post('/orders', { schema: { response: { 201: { type: 'object', properties: {} } } } }, async () => ({}));
await fastify.ready();
console.log(JSON.stringify(fastify.swagger()));
`;
const HONO_REQUEST = `
const response = await app.request('/openapi.json');
console.log(await response.text());
`;

const GENERATORS = [
  ['swagger-jsdoc', '', SHOW],
  ['@nestjs/swagger', NEST_APP, `${SHOW}\nawait app.close();`],
  ['@fastify/swagger', FASTIFY_APP, FASTIFY_ROUTE],
  ['@asteasolutions/zod-to-openapi', '', SHOW],
  ['@hono/zod-openapi', '', HONO_REQUEST],
];

const ROUTES = `
/**
 * @openapi
 * /orders:
 *   post:
 *     responses:
 *       201:
 *         description: The order.
 */
`;

const snippets = PAGE.split('<!-- generator -->')
  .slice(1)
  .map((section) => findSnippets(section)[0].code);
let folder;

beforeAll(() => {
  // Inside this folder, where Node finds the packages.
  folder = mkdtempSync(path.join(__dirname, 'generated-'));
  mkdirSync(path.join(folder, 'routes'));
  writeFileSync(path.join(folder, 'routes', 'orders.js'), ROUTES);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The document that a snippet makes, run as a program of its own. */
function documentOf(snippet, before, after) {
  const file = path.join(folder, 'program.mjs');
  const code = snippet.replace("'onceonly/openapi'", JSON.stringify(ENTRY));
  writeFileSync(file, `${before}\n${code}\n${after}`);
  return JSON.parse(execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' }));
}

test('the page has a snippet for each generator', () => {
  const named = snippets.map(
    (code) => GENERATORS.find(([name]) => code.includes(`'${name}'`))?.[0],
  );
  expect(named).toEqual(GENERATORS.map(([name]) => name));
});

test.each(GENERATORS)(
  'the document of %s is valid, and describes the key',
  (name, before, after) => {
    const snippet = snippets[GENERATORS.findIndex(([each]) => each === name)];
    const document = documentOf(snippet, before, after);
    const { parameters, responses } = document.paths['/orders'].post;
    expect(parameters).toContainEqual({ $ref: '#/components/parameters/IdempotencyKey' });
    expect(Object.keys(responses)).toEqual([
      '201',
      '400',
      '409',
      '413',
      '415',
      '422',
      '429',
      '503',
    ]);
    expect(responses[201].headers).toHaveProperty(['Idempotency-Cached']);
    expect(document.components.schemas.IdempotencyProblem.properties.error.enum).toContain(
      'LOCK_FAILED',
    );
    expect(validityOf([document])).toEqual([
      { valid: true, version: expect.any(String), errors: [] },
    ]);
  },
);
