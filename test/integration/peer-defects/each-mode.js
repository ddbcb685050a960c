'use strict';

const { idempotency, idempotentRoute } = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachStore } = require('../../helpers/each-store');
const express = require('express');

/**
 * Serves POST /run and POST /other, which run `run(req)` once per key and answer with its result, `status` and
 * `headers(result)`. `route` makes a handler of them; `failed` is an error handler of the app's own.
 */
function serveRun(route, options, run, { status, headers, failed } = {}) {
  return serve(express, (app) => {
    app.use(idempotency(options));
    for (const path of ['/run', '/other']) app.post(path, route(run, { status, headers }));
    if (failed !== undefined) app.use(failed);
  });
}

/** The same route as it is written by somebody who knows nothing of idempotency. */
function untouchedRoute(run, { status = 200, headers = () => ({}) }) {
  return async (req, res) => {
    const result = await run(req);
    res.status(status).set(headers(result));
    if (result === undefined) res.end();
    else if (Buffer.isBuffer(result)) res.send(result);
    else res.json(result);
  };
}

const MODES = [
  [
    'where the operation is run by execute()',
    (options, ...route) => serveRun(idempotentRoute, options, ...route),
  ],
  [
    'where the whole response is replayed',
    (options, ...route) =>
      serveRun(untouchedRoute, { mode: 'response', scope: false, ...options }, ...route),
  ],
];

/** Defines the tests of `define(serveRun)` for each mode. */
function onEachMode(define) {
  describe.each(MODES)('%s', (name, serveRun) => define(serveRun));
}

/** Defines the tests of `define(serveRun, store)` for each mode and store; `store()` gives the store inside a test. */
function onEachModeAndStore(define) {
  onEachMode((serveInMode) => onEachStore((store) => define(serveInMode, store)));
}

module.exports = { onEachMode, onEachModeAndStore };
