'use strict';

const { routingOf: routingOfExpress } = require('../express/router-settings');
const { ExpressExchange } = require('./express-exchange');
const { FastifyExchange } = require('./fastify-exchange');

/** @import { Request } from '../../exchange/exchange' */
/** @import { ExecutionContext } from './nest' */

/**
 * How an interceptor ends, once. `errorOf` gives the error that the filters of the app get.
 * @typedef {object} Settle
 * @property {(value: unknown) => void} resolve
 * @property {(error: unknown) => void} fail
 * @property {(error: unknown) => unknown} errorOf
 * @property {(value: unknown) => void} reply  Sends a value as Nest does, in the place of the interceptor.
 */

/** @typedef {InstanceType<typeof ExpressExchange> | InstanceType<typeof FastifyExchange>} Exchange */

/** @type {WeakMap<object, import('../../exchange/exchange').RouterSettings>} */
const ofFastify = new WeakMap();

/**
 * The request and the response of a handler, on the server that Nest runs on.
 * @param {ExecutionContext} context
 * @returns {Exchange}
 */
function serverOf(context) {
  const [request, response, next] = [0, 1, 2].map((index) => context.getArgByIndex(index));
  const isFastify = response.raw !== undefined && typeof response.code === 'function';
  return isFastify
    ? new FastifyExchange(request, response)
    : new ExpressExchange(request, response, next);
}

/**
 * How the router of a request tells paths apart.
 * @param {Request} view
 */
function routingOf(view) {
  const server = /** @type {any} */ (view.source)?.server;
  if (server === undefined) return routingOfExpress(/** @type {any} */ (view));
  let routing = ofFastify.get(server);
  if (routing === undefined) {
    const { initialConfig } = server;
    const router = { ...initialConfig, ...initialConfig.routerOptions };
    const { caseSensitive = true, ignoreTrailingSlash = false } = router;
    routing = { caseSensitive, strict: !ignoreTrailingSlash };
    ofFastify.set(server, routing);
  }
  return routing;
}

module.exports = { routingOf, serverOf };
