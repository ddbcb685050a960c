// A NestJS app whose operations throw the exceptions of Nest, under /plain without an option and under /named with the
// classes of Nest named. Written without decorators, which Node does not read.

import 'reflect-metadata';
import { createRequire } from 'node:module';
import {
  BadRequestException,
  ConflictException,
  Controller,
  HttpException,
  Module,
  Post,
  Req,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const require = createRequire(import.meta.url);
const express = require('express');
const { idempotency } = require('../../../lib/index.js');

const FAILURES = {
  text: () => new ConflictException('Sold out.'),
  object: () => new BadRequestException({ code: 'NOT_ENOUGH', left: 3 }),
  server: () => new HttpException('Teapot.', 500, { cause: new Error('inner') }),
  code: () => new ConflictException('Sold out.', { errorCode: 'E7' }),
};

class Orders {
  run(req) {
    const fail = () => {
      throw FAILURES[req.params.what]();
    };
    return req.idempotency.execute(async () => fail());
  }
}
const method = Object.getOwnPropertyDescriptor(Orders.prototype, 'run');
Req()(Orders.prototype, 'run', 0);
Post(['plain/:what', 'named/:what'])(Orders.prototype, 'run', method);
Controller()(Orders);

class App {}
Module({ controllers: [Orders] })(App);

const app = await NestFactory.create(App, { bodyParser: false, logger: false });
const options = { redis: process.env.REDIS_URL };
app.use(express.json());
app.use('/plain', idempotency(options));
app.use(
  '/named',
  idempotency({
    ...options,
    errorClasses: [HttpException, ConflictException, BadRequestException],
  }),
);
await app.listen(0, '127.0.0.1');
console.log(`http://127.0.0.1:${app.getHttpServer().address().port}`);
