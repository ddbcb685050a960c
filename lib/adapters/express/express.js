'use strict';

// Express's own: the members beside those of the seam that the files of this folder read, and no others.

/** @import { NodeResponse, Request, Route, RouterSettings } from '../../exchange/exchange' */

/**
 * @typedef {object} OwnOfRequest
 * @property {unknown} [idempotency]  What idempotency() has put there, or the app.
 * @property {App} [app]
 * @property {Route & { stack?: import('./express-4').Layer[] }} [route]  With its handlers, which asyncRoute() has marked or not.
 * @property {unknown} [statusMessage]  Taken off and put back as it is: see hidden-class.js.
 *
 * @typedef {Omit<Request, 'app' | 'route'> & OwnOfRequest} ExpressRequest
 */

/**
 * @typedef {object} App
 * @property {(name: string) => unknown} [get]  Gives a setting.
 * @property {unknown} [enabled]  A function.
 * @property {unknown} [lazyrouter]  A function, of Express 4.
 * @property {RouterSettings} [router]  Of Express 5.
 * @property {RouterSettings} [_router]  Of Express 4.
 * @property {Record<string, unknown>} [settings]
 */

/**
 * @typedef {object} OwnOfResponse
 * @property {unknown} [idempotency]  What a handler says of its own response, in response mode.
 * @property {App} [app]
 * @property {(status: number) => unknown} status
 * @property {(headers: Record<string, string>) => unknown} set
 * @property {(value: unknown) => unknown} json
 * @property {(body: unknown) => unknown} send
 *
 * @typedef {NodeResponse & OwnOfResponse} ExpressResponse
 */

/**
 * @callback Next
 * @param {unknown} [error]
 * @returns {void}
 */

/**
 * @callback Middleware
 * @param {ExpressRequest} req
 * @param {NodeResponse & { idempotency?: unknown }} res
 * @param {Next} next
 * @returns {void}
 */

/**
 * @callback ErrorMiddleware
 * @param {unknown} error
 * @param {ExpressRequest} req
 * @param {NodeResponse} res
 * @param {Next} next
 * @returns {void}
 */

module.exports = {};
