'use strict';

const { wasCut } = require('./cut-request');

/**
 * The effect of an outcome on its key: 'store', 'free', 'silent', or 'undo' if nothing was started. `policy`: the name
 * of a verdict of `settings.outcomes`. Throws the error of a policy of the app.
 */
function verdictOn(policy, outcome, settings, request, context) {
  const verdict = settings.outcomes[policy](outcome, settings, request, context);
  return verdict === 'store' && wasCut(request.incoming) ? 'silent' : verdict;
}

module.exports = { verdictOn };
