'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const { createHash, randomUUID } = require('node:crypto');
const diagnostics = require('node:diagnostics_channel');
const { createWriteStream } = require('node:fs');
const http = require('node:http');
const { pipeline } = require('node:stream/promises');

const express = require('express');
const onceonly = require('onceonly');

const client = require('../../client/index.js');
const { atEnd } = require('./cleanups');
const { KeyStorage } = require('./key-storage');

// What a reader has beside a documented snippet: an app, its middleware, other packages and services, and the values
// that a sentence before the snippet speaks of.

const pass = (req, res, next) => next();
const middleware = () => pass;
class NotEnoughStock extends Error {}
class CardDeclined extends Error {}
class ZodError extends Error {}

/** Express, whose apps do not listen. */
function quietExpress() {
  const app = express();
  app.listen = () => ({ close() {}, closeIdleConnections() {} });
  return app;
}
Object.assign(quietExpress, express);

/** A server that does not listen: all snippets name one port. Tests of test/ecosystem let them. */
const createServer = (listener) => Object.assign(http.createServer(listener), { listen() {} });

/** A channel outlives the test file, so that its subscribers must not. */
function subscribe(channel, subscriber) {
  diagnostics.subscribe(channel, subscriber);
  atEnd(() => diagnostics.unsubscribe(channel, subscriber));
}

// Whatever is called on it. Tests of test/ecosystem run these snippets with the packages themselves.
const nothing = new Proxy(function nothing() {}, {
  get: (target, name) => {
    // Awaited, it is there at once.
    if (name === 'then') return undefined;
    return name === Symbol.toPrimitive ? () => '' : nothing;
  },
  apply: () => nothing,
  construct: () => nothing,
});
const openApi = { openapi: '3.1.0', info: { title: 'Orders', version: '1' }, paths: {} };
const register = { registerMetric() {}, getSingleMetric() {}, removeSingleMetric() {} };

// Tests of test/ecosystem use a real one.
class PostgresStore {
  constructor() {
    return Object.assign(new onceonly.MemoryStore(), { migrate: async () => {} });
  }
}

// The same: not every Node has SQLite.
class SqliteStore {
  constructor() {
    return new onceonly.MemoryStore();
  }
}

const required = {
  express: quietExpress,
  'node:http': { ...http, createServer },
  'node:diagnostics_channel': { ...diagnostics, subscribe },
  'onceonly/contract': require('onceonly/contract'),
  'onceonly/encryption': require('onceonly/encryption'),
  'onceonly/metrics': require('onceonly/metrics'),
  '@onceonly/client': { ...client, idempotentFetch: async () => new Response('{}') },
  'onceonly/openapi': require('onceonly/openapi'),
  // Tests of test/ecosystem run these with the packages themselves.
  'swagger-jsdoc': () => openApi,
  '@nestjs/swagger': {
    DocumentBuilder: nothing,
    SwaggerModule: { createDocument: () => openApi, setup() {} },
  },
  '@fastify/swagger': nothing,
  'serverless-http': nothing,
  '@asteasolutions/zod-to-openapi': {
    OpenAPIRegistry: nothing,
    OpenApiGeneratorV31: class {
      generateDocument = () => openApi;
    },
  },
  '@hono/zod-openapi': {
    createRoute: nothing,
    OpenAPIHono: class {
      get() {}
      openapi() {}
      getOpenAPI31Document = () => openApi;
    },
    z: { object: nothing, string: nothing },
  },
  'onceonly/core': require('onceonly/core'),
  'onceonly/fastify': require('onceonly/fastify'),
  'onceonly/hono': require('onceonly/hono'),
  'onceonly/http': require('onceonly/http'),
  'onceonly/koa': require('onceonly/koa'),
  ...{ fastify: nothing, hono: nothing, koa: nothing },
  ...{ '@hono/node-server': nothing, '@koa/bodyparser': nothing },
  'onceonly/sqlite': { SqliteStore },
  'onceonly/postgres': { ...require('onceonly/postgres'), PostgresStore },
  'prom-client': { register },
  // The recipes of test/ecosystem run these snippets with the packages themselves.
  ...{ ky: nothing, axios: nothing, 'axios-retry': nothing, got: nothing, undici: nothing },
  '@tanstack/query-core': nothing,
  '@opentelemetry/api': nothing,
  // A test of test/ecosystem runs the snippet with the package itself.
  supertest: () => ({}),
};

function readersRequire(name) {
  return required[name] ?? require(name);
}

/** The names that a snippet may use, anew for each; `redisUrl` is a server to talk to. */
function scopeOf({ redisUrl }) {
  const store = new onceonly.MemoryStore();
  const service = { create: async () => ({}) };
  return {
    ...onceonly,
    ...required['@onceonly/client'],
    require: readersRequire,
    process: {
      env: {
        REDIS_URL: redisUrl,
        REDIS_PASSWORD: 'p',
        SENTINEL_PASSWORD: 'p',
        RESULT_KEY: Buffer.alloc(32).toString('base64'),
      },
      once() {},
      on() {},
    },
    console: { log() {}, error() {}, debug() {}, info() {}, warn() {} },
    setInterval: () => ({ unref() {} }),
    express: quietExpress,
    app: quietExpress(),
    store,
    contract: readersRequire('onceonly/contract').contract,
    makeMyStore: () => new onceonly.MemoryStore(),
    fs: { readFileSync: () => '' },
    ...{ fastify: nothing, onceonly: nothing, pay: pass, search: pass, handle: pass },
    ...require('onceonly/http'),
    ...{ AsyncLocalStorage, createHash, randomUUID, createWriteStream, pipeline },
    ...{ authenticate: pass, rateLimiter: pass, existingRoutes: pass, payments: pass },
    ...{
      cors: middleware,
      compression: middleware,
      yourErrorHandler: (error, req, res, next) => next(error),
    },
    document: openApi,
    fastify: nothing,
    tokens: {
      fetch: async () => ({ token: 'a token', expiresOnTimestamp: Date.now() + 3_600_000 }),
    },
    kms: { decrypt: async () => Buffer.alloc(32) },
    serializer: onceonly.jsonSerializer,
    ...{ NotEnoughStock, CardDeclined, z: { ZodError } },
    ...{
      orders: service,
      gateway: { createCharge: service.create },
      stripe: {},
      metrics: { count() {} },
    },
    ...{ createOrder: service.create, checkout: service.create, charge: service.create },
    ...{ db: nothing, sessionStorage: new KeyStorage() },
    ...{ idsOf: () => new Set(), tmpFile: (name) => name, sendInvoices: service.create },
    ...{ key: 'order-4711', params: {}, taskId: 't', id: 'i'.repeat(43), result: {}, body: '' },
    ...{ createApp: quietExpress, afterEach() {}, test() {} },
  };
}

module.exports = { scopeOf };
