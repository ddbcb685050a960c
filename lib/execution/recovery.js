'use strict';

const { OperationContext } = require('../operation/operation-context');
const { warnOncePer } = require('../observe/warnings');
const { returnError } = require('../util/argument-error');
const { received } = require('../util/received');

const STATUSES = ['completed', 'not-started', 'unknown'];

/**
 * Asks the app what became of an attempt whose owner is gone: `{ status: 'completed', result }`, `{ status: 'not-started'
 * }` or `{ status: 'unknown' }`. Rejects with what it throws, or a TypeError for anything else.
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
  return found;
}

/** An operation that runs a second time without a look at what makes that safe charges twice. */
function warnIfBlind(context, { onAbandoned }, { label }) {
  if (typeof onAbandoned === 'function' || OperationContext.mindsAttempts(context)) return;
  warnOncePer('ONCEONLY_BLIND_RECOVERY', label || 'an IdempotencyHandler');
}

module.exports = { reconcile, warnIfBlind };
