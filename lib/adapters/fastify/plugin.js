'use strict';

const { fromSource } = require('../../core/from-source');
const { Mount } = require('../../core/mount');
const { openRequest } = require('../../core/open-request');
const { IdempotencyError } = require('../../errors/idempotency-error');
const { captureRawBody, rawBodyOf } = require('../../fingerprint/raw-body');
const { tellAtClose } = require('../../http/report-request');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { splitOptions } = require('../../options/split-options');
const { boolean } = require('../../util/checks');
const { problemHandler } = require('./errors');
const { FastifyView } = require('./fastify-view');
const { handlerOnce } = require('./handler-once');
const { keepingBytes } = require('./raw-body');
const { placeOfRequest, placeOfRoute } = require('./route-constraint');
const { ReplyResponse } = require('./reply-response');

/** @import { AMount } from '../../core/mount' */
/** @import { Place } from '../../identity/routed-path' */
/** @import { OptionTable } from '../../options/check-options' */
/** @import { FastifyReply, FastifyRequest, Instance, RouteOptions } from './fastify' */

/** @type {OptionTable} */
const OWN = { rawBody: [boolean, false], problemDetails: [boolean, true] };
const SEEN = Symbol('onceonly.seen');
const PLACE = Symbol('onceonly.place');

/** @typedef {{ path: string, place: Place | undefined }} RouteOfPlace */

/** What one registration of the plugin does for the requests of its scope. */
class Registration {
  #mount;
  #rawBody;
  #problemDetails;
  /** @type {WeakMap<object, AMount>} */
  #ofRoutes = new WeakMap();
  /** @type {WeakMap<object, RouteOfPlace>} */
  #routes = new WeakMap();

  /**
   * @param {Instance} instance
   * @param {Record<string, any>} given
   */
  constructor(instance, given) {
    const { own, rest } = splitOptions(given, OWN);
    this.#rawBody = own.rawBody;
    this.#problemDetails = own.problemDetails;
    const { initialConfig } = instance;
    const router = { ...initialConfig, ...initialConfig.routerOptions };
    const { caseSensitive = true, ignoreTrailingSlash = false } = router;
    const routing = { caseSensitive, strict: !ignoreTrailingSlash };
    this.#mount = new Mount(fromSource(rest), undefined, undefined, {
      routingOf: () => routing,
      placeOf: ({ route, headers }) => placeOfRequest(route.place, headers),
    });
  }

  /** @param {Instance} instance */
  addTo(instance) {
    for (const name of ['idempotency', 'onceonlyTurn']) {
      if (!instance.hasRequestDecorator(name)) instance.decorateRequest(name, null);
    }
    instance.addHook('onRoute', (/** @type {RouteOptions} */ route) => this.#routed(route));
    if (this.#rawBody) {
      instance.addHook('preParsing', (request, reply, payload, done) =>
        done(null, this.#isProtected(request) ? keepingBytes(request, payload) : payload),
      );
    }
    instance.addHook('preHandler', (request, reply, done) => done(this.#opened(request, reply)));
    instance.addHook('onSend', (request, reply, payload, done) => {
      const turn = request.onceonlyTurn;
      if (turn === null || turn.owner !== this) done(null, payload);
      else turn.send(payload, done);
    });
    instance.addHook('onResponse', (request, reply, done) => {
      request.onceonlyTurn?.responded();
      done();
    });
  }

  /** @param {RouteOptions} route */
  #routed(route) {
    const mount = this.#mountOf(route.config?.idempotency);
    if (mount === undefined) return;
    const place = placeOfRoute(route);
    if (place !== undefined) {
      route.config = /** @type {any} */ ({ ...route.config, [PLACE]: place });
    }
    if (this.#problemDetails) route.errorHandler = problemHandler(route.errorHandler);
    if (mount.captured === undefined) return;
    route.handler = handlerOnce(route.handler, this);
    route.config = /** @type {any} */ ({ ...route.config, [SEEN]: true });
  }

  /**
   * @param {false | object | undefined} given
   * @returns {AMount | undefined}
   */
  #mountOf(given) {
    if (given === undefined) return this.#mount;
    if (given === false) return undefined;
    let found = this.#ofRoutes.get(given);
    if (found === undefined) {
      found = new Mount(fromSource(given), this.#mount, undefined, this.#mount.routing);
      this.#ofRoutes.set(given, found);
    }
    return found;
  }

  /** @param {FastifyRequest} request */
  #isProtected({ raw, routeOptions }) {
    const mount = this.#mountOf(routeOptions.config?.idempotency);
    return mount?.methods.has(raw.method ?? '') === true;
  }

  /**
   * Puts `idempotency` on a request; gives the error to be answered, if there is one.
   * @param {FastifyRequest} request
   * @param {FastifyReply} reply
   */
  #opened(request, reply) {
    const config = request.routeOptions.config;
    // No route was found.
    if (config?.url === undefined || request.onceonlyTurn !== null) return undefined;
    const mount = this.#mountOf(config.idempotency);
    if (mount === undefined) return undefined;
    const view = this.#viewOf(request, config.url, config);
    const res = new ReplyResponse(reply, view);
    try {
      const opened = openRequest(mount, request.idempotency, view, res, (error) =>
        reply.send(error),
      );
      if (opened === request.idempotency) return undefined;
      request.idempotency = opened;
      return this.#checked(opened, config);
    } catch (error) {
      return error;
    }
  }

  /**
   * @param {InstanceType<typeof RequestIdempotency>} opened
   * @param {object} config
   */
  #checked(opened, config) {
    const { captured, methods } = /** @type {AMount} */ (RequestIdempotency.mountOf(opened));
    const { req, res } = RequestIdempotency.exchangeOf(opened);
    const report = RequestIdempotency.reportOf(opened);
    const isCapturing = captured !== undefined && methods.has(req.method);
    if (report !== undefined) {
      if (isCapturing && opened.key === undefined) report.unless = 'keyless';
      tellAtClose(report, req, res);
    }
    if (!isCapturing || SEEN in config) return undefined;
    // Its handler can't be held back any more, and a replay in a hook would come before the hooks of the route.
    const error = new IdempotencyError('NOT_MOUNTED', {
      message:
        'The route was declared before the plugin of onceonly was loaded. Write `await fastify.register(...)` before you declare routes.',
    });
    report?.refused(error);
    return error;
  }

  /**
   * @param {FastifyRequest} request
   * @param {string} path
   * @param {object} config
   */
  #viewOf(request, path, config) {
    let route = this.#routes.get(config);
    if (route === undefined) {
      route = { path, place: /** @type {any} */ (config)[PLACE] };
      this.#routes.set(config, route);
    }
    const view = new FastifyView(request, route);
    // Also those that a plugin outside of this scope has kept.
    const bytes = rawBodyOf(/** @type {any} */ (request));
    if (bytes !== undefined) captureRawBody(view, undefined, bytes);
    return view;
  }
}

/**
 * Plugin for Fastify 4 and 5. Its hooks hold for all routes of the instance that registers it.
 * @param {Instance} instance
 * @param {object} options
 * @param {(error?: unknown) => void} done
 */
function onceonly(instance, options, done) {
  try {
    new Registration(instance, options).addTo(instance);
    done();
  } catch (error) {
    done(error);
  }
}

module.exports = { onceonly };
