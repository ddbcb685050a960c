'use strict';

// Hono's own, of version 4: the members that the files of this folder use, and no others. Types only.

/**
 * @typedef {object} HonoContext
 * @property {HonoRequest} req
 * @property {globalThis.Response | undefined} res
 * @property {any} env
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {(name: string, value: string) => void} header
 */

/**
 * @typedef {object} HonoRequest
 * @property {globalThis.Request} raw
 * @property {string} url
 * @property {string} method
 * @property {() => Record<string, string>} header
 * @property {() => Promise<ArrayBuffer>} arrayBuffer
 * @property {() => Record<string, unknown>} param
 * @property {{ path: string }[]} [matchedRoutes]
 */

/**
 * @callback Next
 * @returns {Promise<unknown>}
 */

module.exports = {};
