'use strict';

// Fastify's own, of version 4 and 5: the members that the files of this folder use, and no others. Types only.

/** @import { ServerResponse, IncomingMessage } from 'node:http' */

/**
 * @typedef {object} RouteConfig
 * @property {false | object} [idempotency]  Options of this route, or false for none.
 * @property {string} [url]  Template of the path. Undefined where no route was found.
 *
 * @typedef {object} FastifyRequest
 * @property {IncomingMessage & { originalUrl?: string }} raw
 * @property {string} url
 * @property {string} [originalUrl]
 * @property {unknown} [body]
 * @property {unknown} [rawBody]
 * @property {unknown} [file]
 * @property {unknown} [files]
 * @property {Record<string, unknown>} [params]
 * @property {{ config?: RouteConfig }} routeOptions
 * @property {any} [idempotency]
 * @property {InstanceType<typeof import('./turn-of-request').TurnOfRequest> | null} [onceonlyTurn]
 */

/**
 * @typedef {object} FastifyReply
 * @property {ServerResponse} raw
 * @property {boolean} sent
 * @property {number} statusCode
 * @property {FastifyRequest} request
 * @property {{ error: (fields: object, message: string) => void, info: (fields: object, message: string) => void }} log
 * @property {(status: number) => FastifyReply} code
 * @property {(name: string, value: unknown) => FastifyReply} header
 * @property {(name: string) => any} getHeader
 * @property {() => Record<string, any>} getHeaders
 * @property {(payload?: unknown) => FastifyReply} send
 * @property {(resolve: () => void, reject: (error: unknown) => void) => void} then
 */

/**
 * @callback Handler
 * @this {any}
 * @param {FastifyRequest} request
 * @param {FastifyReply} reply
 * @returns {any}
 */

/**
 * @callback ErrorHandler
 * @this {any}
 * @param {any} error
 * @param {FastifyRequest} request
 * @param {FastifyReply} reply
 * @returns {any}
 */

/**
 * @typedef {object} RouteOptions
 * @property {string | string[]} method
 * @property {Handler} handler
 * @property {ErrorHandler} [errorHandler]
 * @property {RouteConfig} [config]
 * @property {Record<string, unknown>} [constraints]  Beside its path, such as a host.
 * @property {string} [version]  The same of a version, in version 4.
 */

/**
 * @typedef {object} Instance
 * @property {(name: string, hook: (...args: any[]) => unknown) => void} addHook
 * @property {(name: string, value: null) => void} decorateRequest
 * @property {(name: string) => boolean} hasRequestDecorator
 * @property {{ caseSensitive?: boolean, ignoreTrailingSlash?: boolean, routerOptions?: { caseSensitive?: boolean, ignoreTrailingSlash?: boolean } }} initialConfig
 */

module.exports = {};
