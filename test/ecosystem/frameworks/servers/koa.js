'use strict';

const fs = require('node:fs');
const http = require('node:http');
const http2 = require('node:http2');
const path = require('node:path');
const { Readable } = require('node:stream');

const { idempotency } = require('../../../../lib/adapters/koa');
const { BINARY, FILE, ORIGIN, PARTS } = require('../suite/content');
const { serve } = require('./serve');

const SENDERS = {
  run: (ctx, value) => (ctx.body = value),
  json: (ctx, value) => {
    ctx.cookies.set('session', 'first');
    ctx.set('Location', '/orders/1');
    ctx.status = 201;
    ctx.body = value;
  },
  binary: (ctx) => (ctx.body = BINARY),
  empty: (ctx) => (ctx.status = 204),
  redirect: (ctx) => {
    ctx.redirect('/done');
    ctx.status = 303;
  },
  stream: (ctx) => {
    ctx.type = 'text/plain';
    ctx.body = Readable.from(PARTS);
  },
  download: (ctx) => {
    ctx.attachment(path.basename(FILE));
    ctx.body = fs.createReadStream(FILE);
  },
  skip: (ctx) => {
    ctx.idempotency.skip?.();
    ctx.body = 'skipped';
  },
};

/** Koa 2 or 3, by HTTP/1 or HTTP/2. */
function koaServer(name, Koa, { bodyParser, compress, cors, Router }, server = http) {
  return {
    name,
    unread: ['BODY_NOT_READ', 'UNSUPPORTED_MEDIA_TYPE'],
    headerOf: (ctx, header) => ctx.get(header),
    async start({ mode, options, operation }) {
      const app = new Koa();
      app.silent = true;
      const router = new Router();
      app.use(async (ctx, next) => {
        try {
          await next();
        } catch (error) {
          ctx.status = error.status ?? 500;
          ctx.body = { by: 'the app', message: error.message };
        }
      });
      app.use(cors({ origin: ORIGIN })).use(compress({ threshold: 1 }));
      app.use(bodyParser({ jsonLimit: '1mb' })).use(idempotency({ mode, ...options }));
      for (const [route, send] of Object.entries(SENDERS)) {
        router.post([`/${route}`, `/${route}\\:b`], async (ctx) => {
          const run = () => operation(ctx.request.body);
          const { result } =
            mode === 'execute' ? await ctx.idempotency.execute(run) : { result: await run() };
          send(ctx, result);
        });
      }
      app.use(router.routes());
      return serve(server.createServer(app.callback()));
    },
  };
}

module.exports = { http2, koaServer };
