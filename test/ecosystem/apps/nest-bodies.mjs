// A NestJS app with POST /pay behind idempotency(), mounted as WAY says: 'apply', 'use-after-parser' or 'use'. On Fastify if PLATFORM says so.
// Decorators are called as functions, as TypeScript makes them. Prints its address.
import 'reflect-metadata';
import { Controller, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

import onceonly from '../../../lib/index.js';

const { MemoryStore, idempotency } = onceonly;
const { PLATFORM, WAY, RAW_BODY } = process.env;

const middleware = idempotency({ mode: 'response', scope: false, store: new MemoryStore() });
let runs = 0;

class Payments {
  pay(req, res) {
    res.json({ run: ++runs, body: req.body, raw: req.rawBody?.toString() });
  }
}
const pay = Object.getOwnPropertyDescriptor(Payments.prototype, 'pay');
Req()(Payments.prototype, 'pay', 0);
Res()(Payments.prototype, 'pay', 1);
Post()(Payments.prototype, 'pay', pay);
Controller('pay')(Payments);

class Root {
  configure(consumer) {
    if (WAY === 'apply') consumer.apply(middleware).forRoutes('pay');
  }
}
Module({ controllers: [Payments] })(Root);

function sendError(error, req, res, next) {
  if (res.headersSent) return next(error);
  res.statusCode = error.status;
  res.end(JSON.stringify({ error: error.code, message: error.message }));
}

const adapter = PLATFORM === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
const app = await NestFactory.create(Root, adapter, {
  logger: false,
  rawBody: RAW_BODY === 'true',
});
if (PLATFORM === 'fastify') app.useGlobalFilters({ catch: (error, host) => answer(error, host) });

function answer(error, host) {
  const response = host.getArgByIndex(1);
  sendError(error, host.getArgByIndex(0), response.raw ?? response);
}
if (WAY === 'use-after-parser') app.useBodyParser('json');
if (WAY !== 'apply') app.use(...(PLATFORM === 'fastify' ? [middleware] : [middleware, sendError]));
await app.listen(0, '127.0.0.1');
console.log(`http://127.0.0.1:${app.getHttpServer().address().port}`);
