'use strict';

// Koa's own, of version 2 and 3: the members that the files of this folder use, and no others. Types only.

/** @import { IncomingMessage } from 'node:http' */
/** @import { NodeResponse } from '../../exchange/exchange' */

/** @typedef {{ file?: unknown, files?: unknown }} Uploads  Where parsers of uploads put their files. */

/**
 * @typedef {object} KoaContext
 * @property {IncomingMessage & Uploads} req
 * @property {NodeResponse} res
 * @property {{ body?: unknown, rawBody?: unknown } & Uploads} request
 * @property {unknown} [file]
 * @property {unknown} [files]
 * @property {KoaResponse} response
 * @property {string} originalUrl
 * @property {Record<string, unknown>} [params]
 * @property {unknown} [_matchedRoute]  Template of the route, as the router leaves it.
 * @property {any} body
 * @property {number} status
 * @property {string} message
 * @property {boolean} [respond]
 * @property {boolean} headerSent
 * @property {boolean} writable
 * @property {{ emit: (event: 'error', error: unknown, context: KoaContext) => unknown }} app
 * @property {(error: unknown) => void} onerror
 * @property {(name: string, value: any) => void} set
 * @property {any} [idempotency]
 */

/**
 * @typedef {object} KoaResponse
 * @property {Record<string, any>} headers
 * @property {boolean} [_explicitNullBody]
 * @property {(name: string, value: any) => void} set
 */

/**
 * @callback Next
 * @returns {Promise<unknown>}
 */

module.exports = {};
