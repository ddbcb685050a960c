'use strict';

const { once } = require('node:events');
const http = require('node:http');

const { atEnd } = require('./cleanups');

/**
 * A real server that does as it is told, request by request: `answer(...steps)` sets the steps, of which the last one is for all
 * further requests. A step is a function of `(req, res, body)`, or `{ status, headers, body }`, where an object as body is JSON.
 * `requests` are those that have come whole: `{ method, url, headers, key, body }`.
 */
class ScriptedServer {
  requests = [];
  #steps = [];
  #server = http.createServer((req, res) => this.#serve(req, res));

  async start() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    atEnd(() => {
      this.#server.closeAllConnections();
      this.#server.close();
    });
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/`;
  }

  get keys() {
    return this.requests.map(({ key }) => key);
  }

  answer(...steps) {
    this.requests = [];
    this.#steps = steps;
  }

  async #serve(req, res) {
    const { method, url, headers } = req;
    const body = Buffer.concat(await req.toArray()).toString();
    this.requests.push({ method, url, headers, key: headers['idempotency-key'], body });
    const step = this.#steps.length > 1 ? this.#steps.shift() : this.#steps[0];
    if (typeof step === 'function') step(req, res, body);
    else send(res, step);
  }
}

function send(res, { status = 200, headers = {}, body = 'done' }) {
  const isText = typeof body === 'string';
  res.writeHead(status, { ...(!isText && { 'Content-Type': 'application/json' }), ...headers });
  res.end(isText ? body : JSON.stringify(body));
}

const startScripted = () => new ScriptedServer().start();

/** A step that ends the connection without a word. */
const drop = (req) => req.socket.destroy();

/** A step that ends it in the middle of a body. */
const cut = (req, res) => {
  res.writeHead(201, { 'Content-Length': '10' });
  res.write('half', () => req.socket.destroy());
};

/** A step that never answers. */
const hang = () => {};

/** The refusal of the middleware with a code. */
const problem = (status, code, members = {}) => ({
  status,
  headers: { 'Content-Type': 'application/problem+json' },
  body: {
    type: `urn:onceonly:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    status,
    error: code,
    detail: `${code}.`,
    retryable: false,
    ...members,
  },
});

module.exports = { cut, drop, hang, problem, startScripted };
