'use strict';

/** @import { Route } from '../exchange/exchange' */

// Labels and names of routes are kept by the object of the route. An app has few templates; one that makes them is bounded.
const MAX_ROUTES = 1000;
/** @type {Map<string, Route>} */
const known = new Map();

/**
 * The route of a template, the same object each time. Undefined where a framework has no text for it.
 * @param {unknown} path
 * @returns {Route | undefined}
 */
function routeOf(path) {
  if (typeof path !== 'string') return undefined;
  let route = known.get(path);
  if (route === undefined) {
    route = { path };
    if (known.size < MAX_ROUTES) known.set(path, route);
  }
  return route;
}

module.exports = { routeOf };
