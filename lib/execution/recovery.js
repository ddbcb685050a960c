'use strict';

const { OperationContext } = require('../operation/operation-context');
const { warnOncePer } = require('../observe/warnings');
const { isPromise } = require('../util/is-promise');
const { returnError } = require('../util/argument-error');
const { received } = require('../util/received');

/** @import { Context } from '../operation/operation-context' */
/** @import { Reconcile } from '../result/operation-outcomes' */
/** @import { Reconciliation } from '../../types/operation' */
/** @import { Settings } from './settings' */

const STATUSES = ['completed', 'not-started', 'unknown'];

/**
 * Asks the app about an attempt whose owner is gone: `{ status: 'completed', result }`, `{ status: 'not-started' }` or
 * `{ status: 'unknown' }`. Rejects with the error of the app, or with a TypeError for any other answer.
 * @param {Reconcile} ask
 * @param {Context} context
 * @returns {Promise<Reconciliation>}
 */
async function reconcile(ask, context) {
  const found = await ask(context);
  if (!STATUSES.includes(found?.status)) {
    throw returnError(
      'onAbandoned',
      `{ status: '${STATUSES.join("' | '")}' }`,
      `status ${received('status', found?.status)}`,
    );
  }
  // An app that forgets to await would have a promise stored, which is `{}` as JSON.
  if (found.status !== 'completed' || !isPromise(found.result)) return found;
  return { ...found, result: await found.result };
}

/**
 * An operation that runs again without reading `effectId`, `downstreamKey` or `isRecovery` may charge twice.
 * @param {Context} context
 * @param {Pick<Settings, 'onAbandoned'>} settings
 * @param {{ label: string }} request
 */
function warnIfBlind(context, { onAbandoned }, { label }) {
  if (typeof onAbandoned === 'function' || OperationContext.mindsAttempts(context)) return;
  warnOncePer('ONCEONLY_BLIND_RECOVERY', label || 'an IdempotencyHandler');
}

module.exports = { reconcile, warnIfBlind };
