'use strict';

const { routeOf } = require('../../core/known-routes');
const { NodeView } = require('../../core/node-view');

/** @import { KoaContext } from './koa' */

/** A request of Koa. */
class KoaView extends NodeView {
  #ctx;

  /** @param {KoaContext} ctx */
  constructor(ctx) {
    super(ctx.req, ctx, ctx.originalUrl);
    this.#ctx = ctx;
    const { request } = ctx;
    // A parser was asked if the member is there.
    if ('body' in request) this.body = request.body;
    if (request.rawBody !== undefined) this.rawBody = request.rawBody;
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
