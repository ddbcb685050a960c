'use strict';

/**
 * What becomes of a key after an outcome: 'store', 'free', 'silent', or 'undo' where nothing was started. `policy`: the name
 * of a verdict of `settings.outcomes`. Throws what a policy of the app throws.
 */
function verdictOn(policy, outcome, settings, request, context) {
  const { incoming } = request;
  const verdict = settings.outcomes[policy](outcome, settings, request, context);
  return verdict === 'store' && incoming !== undefined && wasCut(incoming) ? 'silent' : verdict;
}

/**
 * Whether the connection of a request broke before the request had come whole. Its outcome is that of half a request, and
 * the client will send the whole one. A body that nobody has read yet is not cut, and neither is one that the app itself
 * has destroyed; a request that an adapter made may lack any of these members.
 */
function wasCut(req) {
  return req.readableAborted === true && req.complete === false && isReset(req.errored);
}

function isReset(error) {
  return error?.code === 'ECONNRESET';
}

module.exports = { verdictOn, wasCut };
