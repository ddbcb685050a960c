'use strict';

// Operations that fail with errors of the app's own classes, and an error handler that answers by class and members.

const { idempotency, idempotencyErrors, idempotentRoute } = require('onceonly');

const { EXPRESS, PORT, REDIS_URL } = process.env;

class NotEnoughStock extends Error {
  constructor(left) {
    super(`only ${left} left`);
    this.left = left;
  }
  toBody() {
    return { left: this.left };
  }
}

class GatewayError extends Error {
  #answer = { reason: 'funds' };
  get answer() {
    return this.#answer;
  }
}

const FAILURES = {
  stock: () => new NotEnoughStock(3),
  gateway: () => new GatewayError('declined'),
  members: () => Object.assign(new RangeError('too much'), { limit: 100, status: 422 }),
  several: () => new AggregateError([new NotEnoughStock(0), new TypeError('x')], 'both'),
  outer: () => new Error('outer', { cause: new NotEnoughStock(1) }),
  aborted: () => new DOMException('too slow', 'TimeoutError'),
};

// Express tells an error handler by its four parameters.
function answer(error, req, res, next) {
  if (res.headersSent) return next(error);
  if (error instanceof NotEnoughStock) return res.status(409).json(error.toBody());
  if (error instanceof GatewayError) return res.status(402).json(error.answer);
  if (error instanceof AggregateError) return res.status(400).json(error.errors.map(String));
  if (error instanceof DOMException) return res.status(500).json([error.name, error.code]);
  const { cause, status = 500, message } = error;
  res.status(status).json({ ...error, message, isStock: cause instanceof NotEnoughStock });
}

const express = require(EXPRESS);
const app = express();
app.use(express.json());
app.use(idempotency({ redis: REDIS_URL, errorClasses: [NotEnoughStock, GatewayError] }));
for (const [name, make] of Object.entries(FAILURES)) {
  app.post(
    `/${name}`,
    idempotentRoute(async () => {
      throw make();
    }),
  );
}
app.use(idempotencyErrors());
app.use(answer);
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
