'use strict';

const path = require('node:path');
const { createRequire } = require('node:module');

const { idempotency, idempotencyErrors } = require('../../../lib');
const { HandlerRun } = require('./handler-run');
const { later } = require('./places');
const { makeMiddleware } = require('./middleware');

const requireFromRoot = createRequire(path.resolve(__dirname, '../../../package.json'));
const METHODS = ['POST', 'PUT', 'PATCH', 'GET', 'HEAD'];

function expressOf(version) {
  return requireFromRoot(version === 4 ? 'express4' : 'express');
}

const PARSERS = {
  json: ({ json }) => json(),
  form: ({ urlencoded }) => urlencoded({ extended: true }),
  multipart: () => requireFromRoot('multer')().any(),
};

function optionsOf({ mode, options, request }, store) {
  return {
    store,
    mode,
    scope: mode === 'response' ? false : undefined,
    methods: METHODS,
    ...(request.body === 'unread' && { fingerprint: false }),
    ...options,
  };
}

/** An error handler as apps have them; it answers as `errors` says, and is `observed` while it waits. */
function errorHandler({ status, checks, at = 'sync', ms, kind }, observed) {
  const answer = (error, res) => {
    const own = error.status ?? 500;
    if (status === 302) return res.redirect('/failed');
    return res.status(status === 'own' ? own : status).json({ error: error.code ?? error.message });
  };
  if (kind === 'json') {
    return function onError(error, req, res, next) {
      if (checks && res.headersSent) return next(error);
      answer(error, res);
    };
  }
  return async function onErrorLater(error, req, res, next) {
    if (checks && res.headersSent) return next(error);
    observed.asked();
    try {
      await new Promise((resolve) => later({ at, ms }, resolve));
      answer(error, res);
    } finally {
      observed.answeredLater();
    }
  };
}

/** The route of a case. In execute mode the operation is a value that is made later, and the program runs with it. */
function routeOf({ mode, handler }, observed, place) {
  const start = (req, res, next) => {
    const run = new HandlerRun({ req, res, next, place });
    observed.began(run);
    return run.start(handler);
  };
  if (mode === 'response') return start;
  const operation = async () => {
    observed.operated();
    await new Promise(setImmediate);
    return { charged: true };
  };
  return function route(req, res, next) {
    const once = req.idempotency ? req.idempotency.execute(operation) : operation();
    once.then(() => start(req, res, next)).catch(next);
  };
}

// Behind a store that takes its time a handler is called by a promise, which decides whether its ticks or its microtasks
// come first.
function passOn({ store, mode }) {
  const isLater = store !== 'memory' && mode === 'response';
  return function passOnMiddleware(req, res, next) {
    res.locals.headersBefore = res.getHeaders();
    if (isLater) queueMicrotask(next);
    else next();
  };
}

/**
 * The app of a case, plain or with the middleware on `store`. `observed` gets `began(run)` for each run of the handler,
 * `operated()` for each of an operation, `failed(code)` for each error that reaches the error handlers, `log(line)`, and `asked()`
 * and `answeredLater()` around the wait of an error handler.
 */
function makeApp(given, { store, observed, place }) {
  const express = expressOf(given.express);
  const app = express();
  app.get('/ping', (req, res) => res.send('pong'));
  const { before, after, request, errors } = given;
  const parser = PARSERS[request.body]?.(express);
  if (parser !== undefined) app.use(parser);
  const at = { ...place, log: observed.log };
  for (const one of before) app.use(makeMiddleware(one, at));
  app.use(store === undefined ? passOn(given) : idempotency(optionsOf(given, store)));
  for (const one of after) app.use(makeMiddleware(one, at));
  app.all('/run', routeOf(given, observed, place));
  app.use((error, req, res, next) => {
    observed.failed(error?.code ?? error?.message);
    next(error);
  });
  if (errors.problem) app.use(idempotencyErrors());
  if (errors.kind !== 'none') app.use(errorHandler(errors, observed));
  return app;
}

module.exports = { makeApp };
