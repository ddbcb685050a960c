'use strict';

const { routeOf } = require('../../core/known-routes');

/** @import { HonoContext } from './hono' */

/** A request of Hono. Its body is read by the middleware, and kept by its bytes. */
class HonoView {
  baseUrl = '';

  /** @param {HonoContext} c */
  constructor(c) {
    const { req } = c;
    this.source = c;
    this.method = req.method;
    /** @type {import('node:http').IncomingHttpHeaders} */
    this.headers = req.header();
    // Behind the scheme and the host.
    this.url = req.url.slice(req.url.indexOf('/', req.url.indexOf('://') + 3));
    this.closed = req.raw.signal;
  }

  /** @returns {string[] | undefined} */
  get rawHeaders() {
    return this.source.env?.incoming?.rawHeaders;
  }

  get route() {
    return routeOf(this.source.req.matchedRoutes?.at(-1)?.path);
  }

  get params() {
    return this.source.req.param();
  }
}

module.exports = { HonoView };
