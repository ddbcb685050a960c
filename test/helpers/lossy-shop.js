'use strict';

const { once } = require('node:events');
const http = require('node:http');
const { promisify } = require('node:util');

const express = require('express');
const { MemoryStore, idempotency, idempotencyErrors, idempotentRoute } = require('onceonly');
const { atEnd } = require('./cleanups');

/**
 * A shop whose responses get lost when a test says so, after the order is in its book. `orders` are the rows of the book, `keys`
 * those of all requests, also of refused ones.
 */
class LossyShop {
  orders = [];
  keys = [];
  #losses = [];
  #server;

  /**
   * Serves POST /orders in both modes: as an operation, and as /captured/orders, a whole response. `define(app)` may mount pages
   * before them.
   */
  async start(define = () => {}) {
    const app = express();
    define(app);
    app.use((req, res, next) => this.#arrive(req, res, next));
    app.use(express.json());
    const create = (body) => {
      this.orders.push(body);
      return { id: this.orders.length, ...body };
    };
    app.post(
      '/orders',
      idempotency({ store: new MemoryStore() }),
      idempotentRoute(async (req) => create(req.body), { status: 201 }),
    );
    const captured = idempotency({ store: new MemoryStore(), mode: 'response', scope: false });
    app.post('/captured/orders', captured, (req, res) => res.status(201).json(create(req.body)));
    app.use(idempotencyErrors());
    this.#server = http.createServer(app).listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    atEnd(() => {
      this.#server.closeAllConnections();
      return promisify(this.#server.close.bind(this.#server))();
    });
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Forgets all orders, and lets the next responses get lost: each is a name of `WAYS`, or undefined for one that arrives. */
  expect(...losses) {
    this.orders = [];
    this.keys = [];
    this.#losses = losses;
  }

  #arrive(req, res, next) {
    this.keys.push(req.get('Idempotency-Key'));
    const loss = this.#losses.shift();
    if (loss !== undefined) WAYS[loss](req, res);
    next();
  }
}

/** Ways in which the response of an effect does not arrive. */
const WAYS = {
  /** The connection breaks before the head. */
  dropped: (req, res) => {
    res.end = () => req.socket.destroy();
  },
  /** It breaks in the middle of the body. */
  cut: (req, res) => {
    const { write } = res;
    res.end = (chunk) => {
      const half = chunk.slice(0, chunk.length / 2);
      write.call(res, half, () => req.socket.destroy());
    };
  },
  /** A proxy answers in its place. */
  badGateway: (req, res) => {
    const { end } = res;
    res.end = () => {
      for (const name of res.getHeaderNames()) res.removeHeader(name);
      res.statusCode = 502;
      end.call(res);
    };
  },
  /** It never comes. */
  hanging: (req, res) => {
    res.end = () => {};
  },
};

module.exports = { LossyShop, WAYS };
