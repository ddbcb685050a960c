'use strict';

/** @import { RouterSettings } from '../../exchange/exchange' */
/** @import { ExpressRequest } from './express' */

/**
 * How the app that is handling a request routes it: a mounted app has its own settings. Its router has the settings of the time
 * when it was made, which a later `app.enable()` does not change. Those of other Routers cannot be seen. Undefined for an object
 * that is no app of Express.
 * @param {ExpressRequest} req
 * @returns {RouterSettings | undefined}
 */
function routingOf({ app }) {
  if (typeof app?.enabled !== 'function') return undefined;
  // `app.router` of Express 4 is a getter that throws.
  const router = typeof app.lazyrouter === 'function' ? app._router : app.router;
  if (router === undefined) return undefined;
  return { strict: Boolean(router.strict), caseSensitive: Boolean(router.caseSensitive) };
}

module.exports = { routingOf };
