'use strict';

const { once } = require('node:events');
const http = require('node:http');
const { promisify } = require('node:util');

const { idempotency, idempotencyErrors, idempotentRoute } = require('onceonly');
const { atEnd } = require('./cleanups');
const { HttpClient } = require('./http');
const { patient } = require('./patience');

// The default, unless the place is slow.
const BUDGET_MS = patient(2000);

// Express tells an error handler from other middleware by its four parameters.
function sendError(error, req, res, next) {
  if (res.headersSent) return next(error);
  const { status = 500, code, message } = error;
  res.status(status).json({ error: code, message });
}

/**
 * Serves an app on a free port until the test file ends and resolves to a client for it. `define(app)` mounts what lies
 * between the parsers and the error middleware.
 */
async function serve(express, define, { parsers = [express.json()] } = {}) {
  const app = express();
  for (const parser of parsers) app.use(parser);
  define(app);
  app.use(idempotencyErrors());
  app.use(sendError);
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.closeAllConnections();
    return promisify(server.close.bind(server))();
  });
  return new HttpClient(server.address().port);
}

/** Serves one route, POST /run, that runs `operation(req, context)` once per key. `options` are the middleware's. */
function serveRoute(express, options, operation, routeOptions) {
  return serve(express, (app) => {
    app.use(idempotency({ budgetMs: BUDGET_MS, ...options }));
    app.post('/run', idempotentRoute(operation, routeOptions));
  });
}

module.exports = { serve, serveRoute };
