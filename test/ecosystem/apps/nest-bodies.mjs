// A NestJS app with POST /pay behind idempotency(), mounted as WAY says: 'apply', 'use-after-parser' or 'use'.
// Decorators are called as functions, as TypeScript makes them. Prints its address.
import 'reflect-metadata';
import { Controller, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import onceonly from '../../../lib/index.js';

const { MemoryStore, idempotency } = onceonly;
const { WAY, RAW_BODY } = process.env;

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
  res.status(error.status).json({ error: error.code, message: error.message });
}

const app = await NestFactory.create(Root, { logger: false, rawBody: RAW_BODY === 'true' });
if (WAY === 'use-after-parser') app.useBodyParser('json');
if (WAY !== 'apply') app.use(middleware, sendError);
await app.listen(0, '127.0.0.1');
console.log(`http://127.0.0.1:${app.getHttpServer().address().port}`);
