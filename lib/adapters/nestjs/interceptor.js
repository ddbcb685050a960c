'use strict';

const { fromSource } = require('../../core/from-source');
const { Mount } = require('../../core/mount');
const { openRequest } = require('../../core/open-request');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { keylessContext } = require('../../operation/operation-context');
const { checkOptions } = require('../../options/check-options');
const { ResponseIdempotency } = require('../../response/route-controls');
const { func } = require('../../util/checks');
const { membersOf } = require('../../util/members-of');
const { optionError } = require('../../util/option-error');
const { executeHandler } = require('./execute-handler');
const { HandlerRun, RUN } = require('./handler-run');
const { PROTECTED } = require('./idempotent');
const { refuseUnseen } = require('./unseen-response');
const { NestErrors } = require('./refusal');
const { knownPlace, placeOf } = require('./place');
const { serverOf, routingOf } = require('./servers');

/** @import { AMount } from '../../core/mount' */
/** @import { OptionTable } from '../../options/check-options' */
/** @import { CallHandler, ExecutionContext, HttpAdapter } from './nest' */
/** @import { Protection } from './idempotent' */
/** @import { Exchange } from './servers' */

/** @type {OptionTable} */
const OWN = { httpException: [func] };
const ROUTING = { routingOf, placeOf: knownPlace };

/** The global interceptor of the module: runs each handler with `@Idempotent()` once per key. */
class IdempotencyInterceptor {
  #mount;
  #errors;
  /**
   * The server under Nest, once the app starts.
   * @type {HttpAdapter | undefined}
   */
  adapter;
  /** @type {import('./nest').ApplicationConfig | undefined} */
  config;
  /** @type {WeakMap<object, AMount>} */
  #ofHandlers = new WeakMap();

  /** @param {Record<string, any>} given  Options of the module. */
  constructor(given) {
    const { httpException, ...options } = membersOf(given);
    const own = checkOptions({ httpException }, OWN);
    this.#errors = new NestErrors(own.httpException);
    const all = withClasses(options, this.#errors.classes);
    this.#mount = new Mount(fromSource(all), undefined, undefined, ROUTING);
  }

  /**
   * @param {ExecutionContext} context
   * @param {CallHandler} next
   */
  intercept(context, next) {
    const protection = /** @type {Protection | false | undefined} */ (
      context.getHandler()[PROTECTED]
    );
    if (!protection) return next.handle();
    if (context.getType() !== 'http') throw notHttp(context.getType());
    const request = context.getArgByIndex(0);
    if (request[RUN] !== undefined) return next.handle();
    const run = new HandlerRun();
    request[RUN] = run;
    return this.#protected(context, next, protection, run);
  }

  /**
   * @param {ExecutionContext} context
   * @param {CallHandler} next
   * @param {Protection} protection
   * @param {InstanceType<typeof HandlerRun>} run
   */
  #protected(context, next, protection, run) {
    const exchange = serverOf(context);
    const { request } = exchange;
    const errorOf = (/** @type {unknown} */ error) => this.#errors.forFilters(error, exchange.res);
    return new Promise((resolve, reject) => {
      const fail = (/** @type {unknown} */ error) => reject(errorOf(error));
      try {
        const own = this.#mountOf(protection, context);
        const isFree = !own.methods.has(exchange.view.method);
        if (isFree || exchange.isCaptured) {
          run.context = isFree
            ? keylessContext(own.store.transactions)
            : ResponseIdempotency.contextOf(request.idempotency);
          return resolve(next.handle());
        }
        run.place = placeOf(context, request, this.config?.getVersioning?.());
        const opened = open(own, exchange, fail);
        const mount = /** @type {AMount} */ (RequestIdempotency.mountOf(opened));
        const settle = {
          resolve: (/** @type {unknown} */ value) => resolve([value]),
          reply: (/** @type {unknown} */ value) =>
            void this.adapter?.reply(context.getArgByIndex(1), value),
          ...{ fail, errorOf },
        };
        if (mount.captured === undefined) executeHandler(opened, exchange, next, run, settle);
        else exchange.respond(opened, next, run, settle);
      } catch (error) {
        fail(error);
      }
    });
  }

  /**
   * @param {Protection} protection
   * @param {ExecutionContext} context
   */
  #mountOf(protection, context) {
    let mount = this.#ofHandlers.get(protection);
    if (mount === undefined) {
      mount = this.#mount;
      /** @type {{ mode?: string }} */
      const options = protection.options;
      const { mode = mount.settings.mode } = options;
      refuseUnseen(context, protection.name, mode === 'response');
      if (Object.keys(options).length > 0) {
        const all = withClasses(options, 'errorClasses' in options ? this.#errors.classes : {});
        mount = new Mount(fromSource(all), this.#mount, undefined, ROUTING);
      }
      this.#ofHandlers.set(protection, mount);
    }
    return mount;
  }
}

/**
 * @param {AMount} mount
 * @param {Exchange} exchange
 * @param {(error: unknown) => void} onLate
 */
function open(mount, exchange, onLate) {
  const { request, view, res } = exchange;
  const opened = openRequest(mount, request.idempotency, view, res, onLate);
  request.idempotency = opened;
  return opened;
}

/**
 * Errors of Nest come back as they were.
 * @param {Record<string, any>} options
 * @param {Record<string, any>} classes
 */
function withClasses(options, classes) {
  const { errorClasses = {} } = options;
  if (Object.keys(classes).length === 0 || typeof errorClasses !== 'object') return options;
  const given = Array.isArray(errorClasses)
    ? Object.fromEntries(errorClasses.map((each) => [each?.name, each]))
    : errorClasses;
  return { ...options, errorClasses: { ...classes, ...given } };
}

/** @param {string} type */
function notHttp(type) {
  const message =
    `@Idempotent() works for handlers of HTTP (received a handler of type '${type}'). ` +
    'Call an IdempotencyHandler in this one';
  return optionError('argument', message);
}

module.exports = { IdempotencyInterceptor };
