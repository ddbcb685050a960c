'use strict';

const { NodeView } = require('../../core/node-view');

/** @import { Route } from '../../exchange/exchange' */
/** @import { FastifyRequest } from './fastify' */

/** A request of Fastify. */
class FastifyView extends NodeView {
  /**
   * @param {FastifyRequest} request
   * @param {Route} route
   */
  constructor(request, route) {
    super(request.raw, request, request.originalUrl ?? request.url);
    this.route = route;
    this.params = request.params;
    const { body, rawBody, file, files } = request;
    if (body !== undefined) this.body = body;
    if (rawBody !== undefined) this.rawBody = rawBody;
    // Those of @fastify/multipart are functions.
    if (typeof file === 'object') this.file = file;
    if (typeof files === 'object') this.files = files;
  }
}

module.exports = { FastifyView };
