'use strict';

const { types } = require('node:util');

const {
  hasOneSpelling,
  hasTrailingSlash,
  identityPath,
  targetPath,
  withoutSlash,
} = require('./path-identity');

/** @import { Request, RouterSettings } from '../exchange/exchange' */

/**
 * Gives the settings of the router that handles a request: an adapter's. Without it, or where it gives undefined, paths are told
 * apart as Express does by default.
 * @callback RoutingOf
 * @param {Request} req
 * @returns {RouterSettings | undefined}
 */

/**
 * Where a request goes, beside its path.
 * @typedef {object} Place
 * @property {string} constraint  What the route asks for, such as a host, or ''. Another constraint is another operation.
 * @property {string} version  Version of the route that the client asks for, or ''. The same key with another one is refused.
 */

/**
 * Gives the place of a request: an adapter's. Without it, or where it gives undefined, the path alone leads to a route.
 * @callback PlaceOf
 * @param {any} req
 * @returns {Place | undefined}
 */

/**
 * What an adapter knows of the router of its framework.
 * @typedef {object} Routing
 * @property {RoutingOf} [routingOf]
 * @property {PlaceOf} [placeOf]
 */

/**
 * @typedef {object} RoutedPath
 * @property {string} path  Goes into the id.
 * @property {string} spelling  Goes into the fingerprint: the path as sent, or '' if that is `path`.
 */

// A route whose last segment is a plain name or a whole parameter; a wildcard would take the slash into its value.
const PLAIN_END = /\/(?:[\w.~-]+|:\w+)$/;

/**
 * The path of a request as its app routes it: `{ path, spelling }`. `path` goes into the id, `spelling` into the
 * fingerprint: the path as sent where it is not `path`, else ''.
 *
 * `isRouted`: a route handler asks, so that `req.route` is the route that answers. Before routing nobody can say whether
 * a route below takes the path with and without its last slash.
 * @param {Request} req
 * @param {string} url
 * @param {boolean} isRouted
 * @param {RoutingOf} [routingOf]
 * @returns {RoutedPath}
 */
function routedPath(req, url, isRouted, routingOf) {
  const sent = targetPath(url);
  if (hasOneSpelling(sent)) return { path: sent, spelling: '' };
  const isOneRoute = isRouted && hasTrailingSlash(sent) && takesBothEnds(req);
  const routing = routingOf?.(req);
  return isOneRoute ? endlessPath(sent, routing) : spelledPath(sent, routing);
}

/**
 * The same of a request that its path alone does not lead to its route. No path has a space in it.
 *
 * A version goes into the fingerprint and not into the id. Two versions of a route may run side by side during a deploy, and a retry
 * that meets the other one must not run again.
 * @param {RoutedPath} routed
 * @param {Place | undefined} place
 * @returns {RoutedPath}
 */
function placedPath(routed, place) {
  if (place === undefined) return routed;
  const { path, spelling } = routed;
  const { constraint, version } = place;
  return {
    path: constraint === '' ? path : `${path} ${constraint}`,
    spelling: version === '' ? spelling || path : `${spelling || path} ${version}`,
  };
}

/**
 * The same of a path that is given, by the settings of a router: `strict` and `caseSensitive`.
 * @param {string} sent
 * @param {RouterSettings} [routing]
 * @returns {RoutedPath}
 */
function spelledPath(sent, routing) {
  const path = identityPath(sent, routing);
  return { path, spelling: path === sent ? '' : sent };
}

/**
 * The same of a path whose last slash is known to mean nothing.
 * @param {string} sent
 * @param {RouterSettings} [routing]
 * @returns {RoutedPath}
 */
function endlessPath(sent, routing) {
  return spelledPath(withoutSlash(sent), { ...routing, strict: true });
}

/**
 * Whether the route of this request takes its path without the last slash too, with the same parameters.
 * @param {Request} req
 */
function takesBothEnds({ route, url = '', baseUrl = '' }) {
  const template = route?.path;
  const path = targetPath(url);
  if (types.isRegExp(template)) return capturesTheSame(template, path, withoutSlash(path));
  if (typeof template !== 'string') return false;
  // The root of a mounted router: a mount takes both, whatever the settings.
  if (template === '/') return path === '/' && baseUrl !== '';
  return PLAIN_END.test(template);
}

/**
 * @param {RegExp} template
 * @param {string} one
 * @param {string} other
 */
function capturesTheSame({ source, flags }, one, other) {
  const pattern = new RegExp(source, flags.replace(/[gy]/g, ''));
  const [first, second] = [one, other].map((path) => pattern.exec(path)?.slice(1));
  return second !== undefined && JSON.stringify(first) === JSON.stringify(second);
}

module.exports = { endlessPath, placedPath, routedPath, spelledPath };
