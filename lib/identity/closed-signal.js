'use strict';

const { AbortController } = require('../util/abort-controller');

/** An AbortSignal that aborts when the client of a response has gone, or has been answered. */
function closedSignal(res) {
  const controller = new AbortController();
  if (res.destroyed) controller.abort();
  else res.once('close', () => controller.abort());
  return controller.signal;
}

module.exports = { closedSignal };
