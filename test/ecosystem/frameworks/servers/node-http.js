'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { Readable } = require('node:stream');

const compression = require('compression');
const cors = require('cors');
const { idempotentListener } = require('../../../../lib/adapters/http');
const { BINARY, FILE, ORIGIN, PARTS } = require('../suite/content');
const { serve } = require('./serve');

const json = (res, status, value) => {
  res.statusCode = status;
  res.setHeader('Content-Type', 'application/json');
  res.end(JSON.stringify(value));
};
const SENDERS = {
  run: (res, value) => json(res, 200, value),
  json: (res, value) => {
    res.setHeader('Set-Cookie', ['session=first']);
    res.setHeader('Location', '/orders/1');
    json(res, 201, value);
  },
  binary: (res) => {
    res.setHeader('Content-Type', 'application/octet-stream');
    res.end(BINARY);
  },
  empty: (res) => {
    res.statusCode = 204;
    res.end();
  },
  redirect: (res) => {
    res.statusCode = 303;
    res.setHeader('Location', '/done');
    res.end();
  },
  stream: (res) => {
    res.setHeader('Content-Type', 'text/plain');
    Readable.from(PARTS).pipe(res);
  },
  download: (res) => {
    res.setHeader('Content-Type', 'text/plain');
    res.setHeader('Content-Disposition', `attachment; filename="${path.basename(FILE)}"`);
    fs.createReadStream(FILE).pipe(res);
  },
  skip: (res) => {
    res.idempotency?.skip();
    json(res, 200, 'skipped');
  },
};

/** A plain server of Node: `node:http`, or `node:http2` by its compatibility API. */
function nodeServer(name, server) {
  return {
    name,
    headerOf: (req, header) => req.headers[header],
    async start({ mode, options, operation }) {
      const onError = (error, req, res) =>
        json(res, error.status ?? 500, { by: 'the app', message: error.message });
      const listener = idempotentListener(
        async (req, res) => {
          const send = SENDERS[req.url.slice(1).split(/[?:]/)[0]];
          const run = () => operation(req.rawBody);
          const { result } =
            mode === 'execute' ? await req.idempotency.execute(run) : { result: await run() };
          send(res, result);
        },
        { mode, onError, ...options },
      );
      const layers = [cors({ origin: ORIGIN }), compression({ threshold: 1 }), listener];
      const call = (req, res, [layer, ...rest]) => layer(req, res, () => call(req, res, rest));
      return serve(server.createServer((req, res) => call(req, res, layers)));
    },
  };
}

module.exports = { nodeServer };
