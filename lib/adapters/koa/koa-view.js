'use strict';

const { routeOf } = require('../../core/known-routes');
const { NodeView } = require('../../core/node-view');

/** @import { KoaContext } from './koa' */

/** A request of Koa. */
class KoaView extends NodeView {
  #ctx;
  leavesEmptyBody = true;

  /** @param {KoaContext} ctx */
  constructor(ctx) {
    super(ctx.req, ctx, ctx.originalUrl);
    this.#ctx = ctx;
    const { request } = ctx;
    // A parser was asked if the member is there.
    if ('body' in request) this.body = request.body;
    if (request.rawBody !== undefined) this.rawBody = request.rawBody;
  }

  /** As @koa/multer leaves it. */
  get file() {
    const { file, req, request } = this.#ctx;
    return request.file ?? file ?? req.file;
  }

  /** As koa-body and @koa/multer leave them. */
  get files() {
    const { files, req, request } = this.#ctx;
    return request.files ?? files ?? req.files;
  }

  /** Known once the router has found it. */
  get route() {
    return routeOf(this.#ctx._matchedRoute);
  }

  get params() {
    return this.#ctx.params;
  }
}

module.exports = { KoaView };
