'use strict';

const { AbortController } = require('../util/abort-controller');

/** @import { Response } from '../exchange/exchange' */

/**
 * An AbortSignal that aborts when the client of a response has gone, or has been answered.
 * @param {Response} res
 */
function closedSignal(res) {
  const controller = new AbortController();
  if (res.destroyed) controller.abort();
  else res.once('close', () => controller.abort());
  return controller.signal;
}

module.exports = { closedSignal };
