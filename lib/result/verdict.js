'use strict';

const { wasCut } = require('./cut-request');

/** @import { Context } from '../operation/operation-context' */
/** @import { OutcomeRequest, OutcomeSettings, Verdict } from './operation-outcomes' */

/**
 * The effect of an outcome on its key: 'store', 'free', 'silent', or 'undo' if nothing was started. `policy`: the name
 * of a verdict of `settings.outcomes`. Throws the error of a policy of the app.
 * @param {'verdictOfValue' | 'verdictOfError'} policy
 * @param {unknown} outcome
 * @param {OutcomeSettings} settings
 * @param {OutcomeRequest} request
 * @param {Context} context
 * @returns {Verdict}
 */
function verdictOn(policy, outcome, settings, request, context) {
  const verdict = settings.outcomes[policy](outcome, settings, request, context);
  return verdict === 'store' && wasCut(request.incoming) ? 'silent' : verdict;
}

module.exports = { verdictOn };
