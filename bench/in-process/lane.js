'use strict';

const { IncomingMessage, ServerResponse } = require('node:http');
const { Writable } = require('node:stream');
const { BODY } = require('../express/request-body');

const BYTES = Buffer.from(BODY);
const LENGTH = String(BYTES.length);

/** A client's socket that takes every answer at once. It keeps the bytes only when asked to. */
class Sink extends Writable {
  // Body parsers ask this of the socket before they read a request.
  readable = true;
  keeps = false;
  text = '';

  _write(chunk, encoding, done) {
    if (this.keeps) this.text += chunk.toString('latin1');
    done();
  }

  _writev(chunks, done) {
    if (this.keeps) for (const { chunk } of chunks) this.text += chunk.toString('latin1');
    done();
  }
}

/** Requests for an Express app, one after another, that come from no network and go to none. */
class Lane {
  #app;
  #socket = new Sink();

  constructor(app) {
    this.#app = app;
  }

  /** Resolves when the answer to `POST /charge` with this key was written. */
  request(key) {
    const req = new IncomingMessage(this.#socket);
    req.method = 'POST';
    req.url = '/charge';
    req.httpVersionMajor = 1;
    req.httpVersionMinor = 1;
    req.httpVersion = '1.1';
    req.rawHeaders = [
      ...['Host', 'bench', 'Content-Type', 'application/json'],
      ...['Content-Length', LENGTH, 'Idempotency-Key', key],
    ];
    req.headers = {
      host: 'bench',
      'content-type': 'application/json',
      'content-length': LENGTH,
      'idempotency-key': key,
    };
    req.complete = true;
    req.push(BYTES);
    req.push(null);
    const res = new ServerResponse(req);
    res.assignSocket(this.#socket);
    return new Promise((resolve) => {
      res.once('finish', () => {
        res.detachSocket(this.#socket);
        resolve();
      });
      this.#app(req, res);
    });
  }

  /** The same, with what was written: `{ status, head, body }`. */
  async answer(key) {
    this.#socket.text = '';
    this.#socket.keeps = true;
    await this.request(key);
    this.#socket.keeps = false;
    const [head, body] = this.#socket.text.split('\r\n\r\n');
    return { status: Number(head.slice(9, 12)), head, body };
  }
}

module.exports = { Lane };
