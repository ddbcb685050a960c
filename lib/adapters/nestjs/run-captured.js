'use strict';

const { lastOf } = require('./handler-run');

/** @import { CallHandler } from './nest' */
/** @import { Settle } from './servers' */

/**
 * @typedef {object} Late
 * @property {boolean} hasLeft  Whether the client has left.
 * @property {(error: unknown) => void} fail  Hands an error to Nest, for whoever waits no longer for the interceptor.
 */

/**
 * Runs all that is below the interceptor, while the response is captured. Where a pipe has refused the request, or an interceptor below
 * has given the handler up, the response says nothing of the handler.
 *
 * Nest 11 and later answer no client that has left while an Observable was on its way, so its answer is sent from here: it is stored.
 * @param {CallHandler} next
 * @param {InstanceType<typeof import('./handler-run').HandlerRun>} run
 * @param {Settle} settle
 * @param {{ verdict?: 'undo' | 'silent' }} control
 * @param {Late} late
 */
async function runCaptured(next, run, settle, control, late) {
  try {
    const value = await lastOf(next.handle());
    if (run.isRunning) control.verdict = 'silent';
    if (run.isStream && late.hasLeft) settle.reply(value);
    else settle.resolve(value);
  } catch (error) {
    if (!run.hasBegun) control.verdict = 'undo';
    else if (run.isRunning || run.isCut) control.verdict = 'silent';
    if (run.isStream && late.hasLeft) late.fail(settle.errorOf(error));
    else settle.fail(error);
  }
}

module.exports = { runCaptured };
