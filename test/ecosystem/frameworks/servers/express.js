'use strict';

const http = require('node:http');
const { Readable } = require('node:stream');

const compression = require('compression');
const cors = require('cors');
const { asyncRoute, idempotency, idempotencyErrors } = require('../../../..');

const { BINARY, FILE, ORIGIN, PARTS } = require('../suite/content');
const { serve } = require('./serve');

const SENDERS = {
  run: (res, value) => res.json(value),
  json: (res, value) => {
    res.cookie('session', 'first');
    res.location('/orders/1').status(201).json(value);
  },
  binary: (res) => res.type('application/octet-stream').send(BINARY),
  empty: (res) => res.sendStatus(204),
  redirect: (res) => res.redirect(303, '/done'),
  stream: (res) => Readable.from(PARTS).pipe(res.type('text/plain')),
  download: (res) => res.download(FILE),
};

function handlerFor(mode, operation, send) {
  return asyncRoute(async (req, res) => {
    const run = () => operation(req.body);
    const { result } =
      mode === 'execute' ? await req.idempotency.execute(run) : { result: await run() };
    send(res, result);
  });
}

/** Express 4 or 5. */
function expressServer(name, express) {
  return {
    name,
    // What a body that no parser takes is answered with.
    unread: ['UNSUPPORTED_MEDIA_TYPE', 'BODY_NOT_READ'],
    headerOf: (req, header) => req.headers[header],
    async start({ mode, options, operation }) {
      const app = express();
      app.use(
        cors({ origin: ORIGIN }),
        compression({ threshold: 1 }),
        express.json({ limit: '1mb' }),
      );
      app.use(idempotency({ mode, ...options }));
      for (const [path, send] of Object.entries(SENDERS)) {
        app.post([`/${path}`, `/${path}:b`], handlerFor(mode, operation, send));
      }
      app.post('/skip', (req, res) => {
        operation();
        res.idempotency?.skip();
        res.json('skipped');
      });
      app.use(idempotencyErrors());
      app.use((error, req, res, next) => {
        if (res.headersSent) return next(error);
        res.status(error.status ?? 500).json({ by: 'the app', message: error.message });
      });
      return serve(http.createServer(app));
    },
  };
}

module.exports = { expressServer };
