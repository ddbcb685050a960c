'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { Readable } = require('node:stream');

const compression = require('compression');
const { IdempotencyModule, Idempotent } = require('../../../../lib/adapters/nestjs');
const { BINARY, FILE, ORIGIN, PARTS } = require('../suite/content');
const { decorate } = require('./nest-app');
const { clientOf } = require('./serve');

const DISPOSITION = `attachment; filename="${path.basename(FILE)}"`;

/** The filter of the app: its own answer for its own errors, and Nest's for those of Nest. */
function filterOf({ common: { Catch, HttpException }, core: { BaseExceptionFilter } }) {
  class AppFilter extends BaseExceptionFilter {
    catch(error, host) {
      const status = error.status ?? 500;
      if (error instanceof HttpException && status !== 415) return super.catch(error, host);
      const code = error.code ?? error.cause?.code ?? error.constructor.name;
      const body = { by: 'the app', message: error.message, error: code };
      return this.applicationRef.reply(host.getArgByIndex(1), body, status);
    }
  }
  return decorate(AppFilter, { on: [Catch()] });
}

/** One controller whose handlers send all forms of responses. */
function controllerOf({ common, platform }, operation) {
  const { Body, Controller, Header, HttpCode, Post, Redirect, Req, Res, StreamableFile } = common;
  class Orders {
    run(body) {
      return operation(body);
    }
    async json(body, res) {
      const value = await operation(body);
      if (res.cookie === undefined) res.setCookie('session', 'first');
      else res.cookie('session', 'first');
      return value;
    }
    async binary(body) {
      await operation(body);
      return new StreamableFile(BINARY);
    }
    async empty(body) {
      await operation(body);
    }
    async redirect(body) {
      await operation(body);
    }
    async stream(body) {
      await operation(body);
      return new StreamableFile(Readable.from(PARTS.map(Buffer.from)), { type: 'text/plain' });
    }
    async download(body) {
      await operation(body);
      const file = { type: 'text/plain', disposition: DISPOSITION };
      return new StreamableFile(fs.createReadStream(FILE), file);
    }
    skip(req) {
      operation();
      req.idempotency.skip?.();
      req.res?.idempotency?.skip();
      return 'skipped';
    }
  }
  const body = [Body()];
  const colon = platform === 'fastify' ? '::' : '\\:';
  const at = (name, ...on) => [Post([name, `${name}${colon}b`]), ...on];
  return decorate(Orders, {
    on: [Controller(), Idempotent()],
    methods: {
      run: { takes: body, on: at('run', HttpCode(200)) },
      json: {
        takes: [Body(), Res({ passthrough: true })],
        on: at('json', Header('Location', '/orders/1')),
      },
      binary: { takes: body, on: at('binary') },
      empty: { takes: body, on: at('empty', HttpCode(204)) },
      redirect: { takes: body, on: at('redirect', Redirect('/done', 303)) },
      stream: { takes: body, on: at('stream', HttpCode(200)) },
      download: { takes: body, on: at('download', HttpCode(200)) },
      skip: { takes: [Req()], on: at('skip', HttpCode(200)) },
    },
  });
}

/** One of the versions of Nest on Express or Fastify. `plugins`: those of Fastify, of its version. */
function nestServer(name, versions, plugins) {
  const nest = versions[name];
  return {
    name,
    // The last one is Nest 11's, of Fastify's error.
    unread: ['UNSUPPORTED_MEDIA_TYPE', 'FST_ERR_CTP_INVALID_MEDIA_TYPE', 'HttpException'],
    headerOf: (request, header) => request.headers[header],
    async start({ mode, options, operation }) {
      const { HttpException } = nest.common;
      const imports = [
        IdempotencyModule.forRoot({ mode, httpException: HttpException, ...options }),
      ];
      const parts = { controllers: [controllerOf(nest, operation)] };
      const app = await nest.create({ imports, parts }, async (created) => {
        created.enableCors({ origin: ORIGIN });
        const AppFilter = filterOf(nest);
        created.useGlobalFilters(new AppFilter(created.getHttpAdapter()));
        if (plugins === undefined) return void created.use(compression({ threshold: 1 }));
        await created.register(plugins.cookie);
        await created.register(plugins.compress, { threshold: 1 });
      });
      return clientOf(app.getHttpServer(), () => app.close());
    },
  };
}

module.exports = { nestServer };
