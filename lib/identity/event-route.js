'use strict';

const { METHODS } = require('node:http');
const { types } = require('node:util');

const { warnOfHandler } = require('../observe/warnings');

/** @import { Request } from '../exchange/exchange' */
/** @import { Report } from '../observe/request-report' */

// A metric has one series for each route. Paths as sent would make as many as a client likes.
const MAX_ROUTES = 500;
const MAX_LENGTH = 128;
const OTHER = 'other';
// HTTP/2 takes any word for a method. OpenTelemetry has this name for those.
const OTHER_METHOD = '_OTHER';

const methods = new Set(METHODS);
/** @type {Set<string>} */
const known = new Set();
/** @type {WeakMap<object, { mount: string, baseUrl: string, route: string }>} */
const routes = new WeakMap();

/**
 * A method as events name it.
 * @param {string} method
 */
function eventMethod(method) {
  return methods.has(method) ? method : OTHER_METHOD;
}

/**
 * Names the place of a request for its events where a middleware is mounted. The names of a process are bounded.
 * @param {Request} req
 * @param {Report} report
 * @param {((req: Request) => unknown) | undefined} nameOf  The app's own name for it.
 */
function nameMount(req, report, nameOf) {
  const { baseUrl, params } = req;
  // Another framework may have something else there.
  const path = typeof baseUrl === 'string' ? baseUrl : '';
  const template = withTemplates(path, params);
  report.mountedAt = path;
  report.mountTemplate = template;
  report.route = named(req, nameOf) ?? bounded(template || '/');
}

/**
 * The same where a route of it runs its operation: its template takes the place of the path as sent.
 * @param {Request} req
 * @param {Report} report
 * @param {((req: Request) => unknown) | undefined} nameOf
 */
function nameRoute(req, report, nameOf) {
  const given = named(req, nameOf);
  if (given !== undefined) {
    report.route = given;
    return;
  }
  const { route, baseUrl, params } = req;
  const path = textOf(route?.path);
  if (path === undefined) return;
  const mountedAt = typeof baseUrl === 'string' ? baseUrl : '';
  report.route = templateOf(/** @type {object} */ (route), path, mountedAt, params, report);
}

/**
 * The template of a route, of a list of them, or of a pattern.
 * @param {unknown} path
 * @returns {string | undefined}
 */
function textOf(path) {
  if (typeof path === 'string') return path;
  if (types.isRegExp(path)) return String(path);
  return Array.isArray(path) ? path.map(textOf).join(',') : undefined;
}

/**
 * @param {Request} req
 * @param {(req: Request) => unknown} [nameOf]
 */
function named(req, nameOf) {
  if (nameOf === undefined) return undefined;
  try {
    const name = nameOf(req);
    return typeof name === 'string' ? bounded(name) : undefined;
  } catch (error) {
    warnOfHandler(error);
    return undefined;
  }
}

/**
 * Made once for each place where the route is mounted, which is most often one.
 * @param {object} route
 * @param {string} path
 * @param {string} baseUrl
 * @param {Record<string, unknown> | undefined} params
 * @param {Report} report
 */
function templateOf(route, path, baseUrl, params, { mountedAt, mountTemplate }) {
  const found = routes.get(route);
  if (found?.mount === mountTemplate && found.baseUrl === baseUrl) return found.route;
  // A middleware may also be mounted at a path, and its route beside it.
  const isBelow = `${baseUrl}/`.startsWith(`${mountedAt}/`);
  const prefix = isBelow
    ? mountTemplate + withTemplates(baseUrl.slice(mountedAt.length), params)
    : withTemplates(baseUrl, params);
  const name = bounded(path === '/' && prefix !== '' ? prefix : `${prefix}${path}`);
  routes.set(route, { mount: mountTemplate, baseUrl, route: name });
  return name;
}

/**
 * A path as sent, with the names of parameters in the place of their values. Routers tell no letters apart by case, so the
 * path is in lower case.
 * @param {string} path
 * @param {Record<string, unknown> | undefined} params
 */
function withTemplates(path, params) {
  if (path === '') return '';
  // The app may have put objects there, which have no place in the path.
  const names = new Map(Object.entries(params ?? {}).map(([name, value]) => [value, name]));
  names.delete('');
  if (names.size === 0) return path.toLowerCase();
  const segments = path.split('/').map((segment) => {
    const name = names.get(decoded(segment));
    return name === undefined ? segment.toLowerCase() : `:${name}`;
  });
  return segments.join('/');
}

/** @param {string} segment */
function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** @param {string} name */
function bounded(name) {
  const route = name.slice(0, MAX_LENGTH);
  if (known.has(route)) return route;
  if (known.size >= MAX_ROUTES) return OTHER;
  known.add(route);
  return route;
}

module.exports = { MAX_ROUTES, eventMethod, nameMount, nameRoute };
