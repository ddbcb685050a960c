'use strict';

const http = require('node:http');

const { createAdaptorServer } = require('@hono/node-server');
const KoaRouter = require('@koa/router');
const express = require('express');
const { Hono } = require('hono');
const Koa = require('koa');
const vhost = require('vhost');

const { idempotency } = require('../../../lib');
const hono = require('../../../lib/adapters/hono');
const { idempotentListener } = require('../../../lib/adapters/http');
const koa = require('../../../lib/adapters/koa');
const { testStore } = require('../../../lib/testing');
const { serve } = require('./servers/serve');

const MODES = ['execute', 'response'];
const HOSTS = ['one.example', 'two.example'];
/** The scope of the documents. */
const scopeOf = (host) => JSON.stringify([host, 'user']);

/** An app of each framework that has two hosts. `options` has all but the scope; `operation(host)` makes the text that a host answers. */
const APPS = {
  'Express, with vhost': (options, operation) => {
    const app = express();
    app.use(idempotency({ ...options, scope: (req) => scopeOf(req.hostname) }));
    for (const host of HOSTS) {
      const own = express();
      own.post('/pay', async (req, res) => res.send(await runIn(req.idempotency, host, operation)));
      app.use(vhost(host, own));
    }
    return http.createServer(app);
  },
  'Express, with a middleware for each app of vhost': (options, operation) => {
    const app = express();
    for (const host of HOSTS) {
      const own = express();
      own.use(idempotency({ ...options, scope: () => scopeOf(host) }));
      own.post('/pay', async (req, res) => res.send(await runIn(req.idempotency, host, operation)));
      app.use(vhost(host, own));
    }
    return http.createServer(app);
  },
  'Koa, with a host of its router': (options, operation) => {
    const app = new Koa();
    app.use(koa.idempotency({ ...options, scope: (ctx) => scopeOf(ctx.hostname) }));
    for (const host of HOSTS) {
      const router = new KoaRouter({ host });
      router.post('/pay', async (ctx) => {
        ctx.body = await runIn(ctx.idempotency, host, operation);
      });
      app.use(router.routes());
    }
    return http.createServer(app.callback());
  },
  'Hono, with the host in its paths': (options, operation) => {
    const app = new Hono({
      getPath: ({ url, headers }) => `/${headers.get('host')}${new URL(url).pathname}`,
    });
    app.use(hono.idempotency({ ...options, scope: (c) => scopeOf(c.req.header('host')) }));
    for (const host of HOSTS) {
      app.post(`/${host}/pay`, async (c) =>
        c.text(await runIn(c.get('idempotency'), host, operation)),
      );
    }
    return createAdaptorServer({ fetch: app.fetch });
  },
  'node:http': (options, operation) =>
    http.createServer(
      idempotentListener(
        async (req, res) => {
          res.end(await runIn(req.idempotency, req.headers.host, operation));
        },
        { ...options, scope: (req) => scopeOf(req.headers.host) },
      ),
    ),
};

/** Runs the operation of a host. In response mode, `execute()` passes through. */
async function runIn(own, host, operation) {
  return (await own.execute(() => operation(host))).result;
}

describe.each(Object.entries(APPS))('hosts of %s', (name, serverOf) => {
  test.each(MODES)(
    'keep their answers apart by a scope with the host, in %s mode',
    async (mode) => {
      const operation = jest.fn((host) => `paid at ${host}`);
      const client = await serve(serverOf({ mode, store: testStore() }, operation));
      const pay = (Host) => client.post('/pay', { key: 'k', headers: { Host } });
      for (const cached of [false, true]) {
        for (const host of HOSTS) {
          const answer = await pay(host);
          expect([answer.status, answer.text, answer.cached]).toEqual([
            200,
            `paid at ${host}`,
            cached,
          ]);
        }
      }
      expect(operation).toHaveBeenCalledTimes(HOSTS.length);
    },
  );
});
