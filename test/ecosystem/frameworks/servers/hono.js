'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { Readable } = require('node:stream');

const { createAdaptorServer } = require('@hono/node-server');
const { Hono } = require('hono');
const { compress } = require('hono/compress');
const { setCookie } = require('hono/cookie');
const { cors } = require('hono/cors');

const { idempotency } = require('../../../../lib/adapters/hono');
const { BINARY, FILE, ORIGIN, PARTS } = require('../suite/content');
const { serve } = require('./serve');

const SENDERS = {
  run: (c, value) => c.json(value),
  json: (c, value) => {
    setCookie(c, 'session', 'first');
    c.header('Location', '/orders/1');
    return c.json(value, 201);
  },
  binary: (c) => c.body(BINARY, 200, { 'Content-Type': 'application/octet-stream' }),
  empty: (c) => c.body(null, 204),
  redirect: (c) => c.redirect('/done', 303),
  stream: (c) =>
    c.body(Readable.toWeb(Readable.from(PARTS.map((part) => Buffer.from(part)))), 200, {
      'Content-Type': 'text/plain',
    }),
  download: (c) =>
    c.body(Readable.toWeb(fs.createReadStream(FILE)), 200, {
      'Content-Type': 'text/plain',
      'Content-Disposition': `attachment; filename="${path.basename(FILE)}"`,
    }),
  skip: (c) => {
    c.get('idempotency').skip?.();
    return c.json('skipped');
  },
};

/** Hono 4 on Node. */
const honoServer = {
  name: 'Hono',
  headerOf: (c, header) => c.req.header(header),
  async start({ mode, options, operation }) {
    const app = new Hono();
    app.use(cors({ origin: ORIGIN }), compress({ threshold: 1 }));
    app.use(idempotency({ mode, ...options }));
    for (const [route, send] of Object.entries(SENDERS)) {
      const handler = async (c) => {
        const run = async () => operation(await c.req.text());
        const { result } =
          mode === 'execute' ? await c.get('idempotency').execute(run) : { result: await run() };
        return send(c, result);
      };
      app.post(`/${route}`, handler);
      app.post(`/${route}:b`, handler);
    }
    app.onError((error, c) => {
      if (error.getResponse !== undefined) return error.getResponse();
      return c.json({ by: 'the app', message: error.message }, error.status ?? 500);
    });
    return serve(createAdaptorServer({ fetch: app.fetch }));
  },
};

module.exports = { honoServer };
