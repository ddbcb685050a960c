'use strict';

const { types } = require('node:util');

/** @import { Place } from '../../identity/routed-path' */
/** @import { FastifyRequest, RouteOptions } from './fastify' */

/**
 * What leads to a route beside its path, as `{ constraint, version }`. Undefined where the path alone does.
 * @param {RouteOptions} route
 * @returns {Place | undefined}
 */
function placeOfRoute({ constraints, version: given }) {
  const { version = given, ...others } = constraints ?? {};
  if (version === undefined && Object.keys(others).length === 0) return undefined;
  return { constraint: constraintText(others), version: majorOf(version) };
}

/**
 * The major one: a client that asks for `1.x` gets 1.2.0 before a deploy and 1.3.0 after it.
 * @param {unknown} version
 */
function majorOf(version) {
  return version === undefined ? '' : plain(version).split('.')[0];
}

/**
 * The place of one request: its client may ask for a version in several ways.
 * @param {Place | undefined} place  Of its route.
 * @param {FastifyRequest['raw']['headers']} headers
 * @returns {Place | undefined}
 */
function placeOfRequest(place, headers) {
  if (place === undefined || place.version === '') return place;
  const asked = headers['accept-version'] ?? '';
  return { constraint: place.constraint, version: `${place.version} ${asked}` };
}

/**
 * Constraints as text, '' for none.
 * @param {Record<string, unknown>} constraints
 */
function constraintText(constraints) {
  const pairs = Object.entries(constraints).filter(([, value]) => value !== undefined);
  if (pairs.length === 0) return '';
  return JSON.stringify(pairs.sort(), (name, value) =>
    types.isRegExp(value) || typeof value === 'symbol' ? String(value) : value,
  );
}

/** @param {unknown} value */
function plain(value) {
  return typeof value === 'object' && !types.isRegExp(value)
    ? JSON.stringify(value)
    : String(value);
}

module.exports = { constraintText, placeOfRequest, placeOfRoute };
