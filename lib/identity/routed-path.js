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
 * @returns {RoutedPath}
 */
function routedPath(req, url, isRouted) {
  const sent = targetPath(url);
  if (hasOneSpelling(sent)) return { path: sent, spelling: '' };
  const isOneRoute = isRouted && hasTrailingSlash(sent) && takesBothEnds(req);
  const routing = routingOf(req);
  return isOneRoute ? endlessPath(sent, routing) : spelledPath(sent, routing);
}

/**
 * The same of a path that is given, by Express's settings: `strict` and `caseSensitive`.
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

// The app that is handling the request: a mounted app has its own settings. Its router has the settings of the time when it
// was made, which a later `app.enable()` does not change. Those of other Routers cannot be seen.
/**
 * @param {Request} req
 * @returns {RouterSettings | undefined}
 */
function routingOf({ app }) {
  if (typeof app?.enabled !== 'function') return undefined;
  // `app.router` of Express 4 is a getter that throws.
  const router = typeof app.lazyrouter === 'function' ? app._router : app.router;
  if (router === undefined) return undefined;
  return { strict: Boolean(router.strict), caseSensitive: Boolean(router.caseSensitive) };
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

module.exports = { endlessPath, routedPath, spelledPath };
