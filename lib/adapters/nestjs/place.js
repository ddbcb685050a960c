'use strict';

const { RUN } = require('./handler-run');
const { METADATA, metadata } = require('./nest');
const { constraintText } = require('../fastify/route-constraint');

/** @import { Place } from '../../identity/routed-path' */
/** @import { ExecutionContext, Versioning } from './nest' */

/** Values of Nest's `VersioningType`. With a version in the path, the path says it. */
const VERSIONING = { HEADER: 1, MEDIA_TYPE: 2, CUSTOM: 3 };

/**
 * Where a request goes, beside its path: the host of its controller, the constraints of its route on Fastify, and the version that the
 * client asks for. Undefined where the path alone leads there.
 * @param {ExecutionContext} context
 * @param {any} request
 * @param {Versioning | undefined} versioning  Of the app.
 * @returns {Place | undefined}
 */
function placeOf(context, request, versioning) {
  const host = metadata.getMetadata(METADATA.HOST, context.getClass());
  const constraints = metadata.getMetadata(METADATA.CONSTRAINTS, context.getHandler());
  const version = versioning === undefined ? '' : askedVersion(request, versioning);
  if (host === undefined && constraints === undefined && version === '') return undefined;
  const parts = { ...constraints };
  // Parameters in a host are a part of the address, as those of a path are.
  if (host !== undefined) parts.host = [host, request.hosts];
  return { constraint: constraintText(parts), version };
}

/**
 * The same of a request whose place is known.
 * @param {any} view
 * @returns {Place | undefined}
 */
function knownPlace(view) {
  return (view.source ?? view)[RUN]?.place;
}

/**
 * As Nest reads it.
 * @param {any} request
 * @param {Versioning} versioning
 * @returns {string}
 */
function askedVersion(request, { type, header = '', key = '', extractor }) {
  const { headers } = request;
  switch (type) {
    case VERSIONING.HEADER:
      return textOf(headers[header.toLowerCase()]?.trim());
    case VERSIONING.MEDIA_TYPE:
      return textOf(headers.accept?.split(';')[1]?.split(key)[1]);
    case VERSIONING.CUSTOM:
      return textOf(extractor?.(request.raw ?? request));
    default:
      return '';
  }
}

/** @param {unknown} value */
function textOf(value) {
  return value === undefined ? '' : String(value);
}

module.exports = { knownPlace, placeOf };
