'use strict';

const { once } = require('node:events');
const http = require('node:http');
const { promisify } = require('node:util');

const { atEnd } = require('./cleanups');

const REFUSAL = {
  error: { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' },
};
const FAULT = { error: { type: 'api_error', message: 'Something went wrong.' } };

/** How a call fails, by the value of its X-Fail: the connection is reset, nothing comes, or a status. */
function answer(req, res, fail) {
  if (fail === 'reset') return req.socket.resetAndDestroy();
  if (fail === 'timeout') return undefined;
  const status = fail === undefined ? 200 : Number(fail);
  res.writeHead(status, { 'Content-Type': 'application/json', 'Request-Id': 'req_1' });
  const body = status === 402 ? REFUSAL : FAULT;
  return res.end(JSON.stringify(fail === undefined ? { id: 'ch_1', object: 'charge' } : body));
}

/**
 * A payment server of the tests on a port of its own. A call that has no X-Fail is a charge; calls with one
 * Idempotency-Key are one charge.
 */
class Gateway {
  #charges = new Set();
  #server = http.createServer((req, res) => this.#take(req, res));
  /** How often a charge was asked for. */
  calls = 0;

  get charges() {
    return this.#charges.size;
  }

  get port() {
    return this.#server.address().port;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen() {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    atEnd(() => {
      this.#server.closeAllConnections();
      return promisify(this.#server.close.bind(this.#server))();
    });
    return this;
  }

  async #take(req, res) {
    await req.toArray();
    const { 'x-fail': fail } = req.headers;
    if (fail === undefined) this.#charge(req.headers['idempotency-key']);
    answer(req, res, fail);
  }

  #charge(key = `charge ${this.calls}`) {
    this.calls += 1;
    this.#charges.add(key);
  }
}

/** Starts one that ends with the test file. */
function startGateway() {
  return new Gateway().listen();
}

module.exports = { startGateway };
