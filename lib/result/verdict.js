'use strict';

const { wasCut } = require('./cut-request');

/**
 * What becomes of a key after an outcome: 'store', 'free', 'silent', or 'undo' where nothing was started. `policy`: the name
 * of a verdict of `settings.outcomes`. Throws what a policy of the app throws.
 */
function verdictOn(policy, outcome, settings, request, context) {
  const verdict = settings.outcomes[policy](outcome, settings, request, context);
  return verdict === 'store' && wasCut(request.incoming) ? 'silent' : verdict;
}

module.exports = { verdictOn };
