'use strict';

/** @import { RouteOptions } from './fastify' */

/**
 * What leads to a route beside its path, such as a host or a version, as text: '' for nothing. Another route with the same path is
 * another operation.
 * @param {RouteOptions} route
 */
function constraintOf({ constraints, version }) {
  const all = version === undefined ? { ...constraints } : { version, ...constraints };
  // String() writes regular expressions and symbols too.
  const pairs = Object.entries(all).map(([name, value]) => [name, String(value)]);
  return pairs.length === 0 ? '' : JSON.stringify(pairs.sort());
}

module.exports = { constraintOf };
