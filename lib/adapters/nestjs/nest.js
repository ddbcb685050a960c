'use strict';

// Nest's own, of version 10 to 12: the members that the files of this folder use, and no others. Types only.
// Nothing of Nest is required: its names below have been the same since version 6.

/**
 * An Observable of rxjs.
 * @typedef {object} Stream
 * @property {(observer: any) => any} subscribe
 */

/**
 * @typedef {object} CallHandler
 * @property {() => Stream} handle
 */

/**
 * @typedef {object} ExecutionContext
 * @property {() => string} getType
 * @property {() => any} getHandler
 * @property {() => any} getClass
 * @property {(index: number) => any} getArgByIndex
 */

/**
 * The server under Nest, as `consumer.getHttpAdapter()` gives it.
 * @typedef {object} HttpAdapter
 * @property {() => string} getType
 * @property {() => any} getInstance
 * @property {(response: any, body: unknown) => unknown} reply
 */

/**
 * @typedef {object} ApplicationConfig
 * @property {() => unknown[]} [getGlobalInterceptors]
 * @property {() => Versioning | undefined} [getVersioning]
 */

/**
 * What an app gives to `enableVersioning()`.
 * @typedef {object} Versioning
 * @property {number} type
 * @property {string} [header]
 * @property {string} [key]
 * @property {(request: unknown) => unknown} [extractor]
 */

/**
 * @typedef {object} Consumer
 * @property {() => HttpAdapter} getHttpAdapter
 * @property {{ applicationConfig?: ApplicationConfig }} [routesMapper]
 */

/** Names of Nest's metadata. */
const METADATA = {
  ROUTE_ARGS: '__routeArguments__',
  CUSTOM_ARG: '__customRouteArgs__',
  PASSTHROUGH: '__responsePassthrough__',
  PATH: 'path',
  HOST: 'host',
  CONSTRAINTS: '__fastify_route_constraints__',
  SSE: '__sse__',
};

/** Types of route arguments. */
const ARGUMENT = { REQUEST: 0, RESPONSE: 1, NEXT: 2 };

/**
 * The part of `Reflect` that the package reflect-metadata adds, which Nest loads.
 * @type {any}
 */
const metadata = Reflect;

module.exports = { ARGUMENT, METADATA, metadata };
