'use strict';

const { idempotency } = require('onceonly');
const { serve } = require('./app');

/** Serves /run with `handler`, left as it is, behind the middleware in response mode. */
function serveCaptured(express, options, handler) {
  return serve(express, (app) => {
    app.use(idempotency({ mode: 'response', scope: false, ...options }));
    app.all('/run', handler);
  });
}

module.exports = { serveCaptured };
