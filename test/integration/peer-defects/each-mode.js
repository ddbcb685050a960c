'use strict';

const { idempotency, idempotentRoute } = require('onceonly');
const { serve } = require('../../helpers/app');
const { onEachStore } = require('../../helpers/each-store');
const express = require('express');

/**
 * Serves POST /run and POST /other, which run `run(req, context)` once per key and answer with its result, `status` and
 * `headers(result)`; `failed` is an error handler of the app's own.
 */
function serveExecute(options, run, { status, headers, failed } = {}) {
  return serve(express, (app) => {
    app.use(idempotency(options));
    for (const path of ['/run', '/other']) {
      app.post(path, idempotentRoute(run, { status, headers }));
    }
    if (failed !== undefined) app.use(failed);
  });
}

const MODES = [['where the operation is run by execute()', serveExecute]];

/** Defines the tests of `define(serveRun)` for each mode. */
function onEachMode(define) {
  describe.each(MODES)('%s', (name, serveRun) => define(serveRun));
}

/** Defines the tests of `define(serveRun, store)` for each mode and store; `store()` gives the store inside a test. */
function onEachModeAndStore(define) {
  onEachMode((serveRun) => onEachStore((store) => define(serveRun, store)));
}

module.exports = { onEachMode, onEachModeAndStore };
