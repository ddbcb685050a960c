'use strict';

const { IdempotencyError } = require('../../errors/idempotency-error');
const { MIDDLEWARE, checkOptions } = require('../../options/check-options');
const { membersOf } = require('../../util/members-of');
const { optionError } = require('../../util/option-error');
const { RUN } = require('./handler-run');
const { ARGUMENT, METADATA, metadata } = require('./nest');

/** Of a handler: how it is protected. Shared by all copies of the package. */
const PROTECTED = Symbol.for('onceonly.nestjs.protected');

/**
 * @typedef {object} Protection
 * @property {string} name  Of the method.
 * @property {object} options
 * @property {Function} method  As the app has written it.
 */

/**
 * Decorator of a handler, or of a controller for all of its handlers: each runs once per key. Options: those of `idempotency()`, beside
 * the ones of the module. `false` lets a handler of a controller go.
 * @param {false | object} [options]
 */
function Idempotent(options = {}) {
  if (options !== false) checkOptions(membersOf(options), MIDDLEWARE);
  /**
   * @param {any} target
   * @param {string} [name]
   * @param {PropertyDescriptor} [descriptor]
   */
  return function idempotentDecorator(target, name, descriptor) {
    if (name === undefined) return protectAll(target, options);
    if (typeof descriptor?.value !== 'function') {
      throw optionError('argument', '@Idempotent() must decorate a controller or its method');
    }
    descriptor.value = protect(target, name, descriptor.value, options);
    return descriptor;
  };
}

/**
 * @param {any} controller
 * @param {false | object} options
 */
function protectAll(controller, options) {
  if (options === false) return;
  const known = new Set(['constructor']);
  for (
    let each = controller.prototype;
    each !== Object.prototype;
    each = Object.getPrototypeOf(each)
  ) {
    for (const name of Object.getOwnPropertyNames(each)) {
      const { value } = /** @type {PropertyDescriptor} */ (
        Object.getOwnPropertyDescriptor(each, name)
      );
      if (known.has(name) || typeof value !== 'function') continue;
      known.add(name);
      if (!metadata.hasMetadata(METADATA.PATH, value)) continue;
      define(controller.prototype, name, refined(controller.prototype, name, value, options));
    }
  }
}

/**
 * @param {object} prototype
 * @param {string} name
 * @param {Function} value
 */
function define(prototype, name, value) {
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
}

/**
 * A handler with options of its own refines those of its controller.
 * @param {object} prototype
 * @param {string} name
 * @param {any} method
 * @param {object} options
 */
function refined(prototype, name, method, options) {
  const own = /** @type {false | Protection | undefined} */ (method[PROTECTED]);
  if (own === false) return method;
  if (own === undefined) return protect(prototype, name, method, options);
  const both = { ...membersOf(options), ...membersOf(own.options) };
  return withMetadataOf(method, protect(prototype, name, own.method, both));
}

/**
 * The handler that Nest calls in the place of `method`. It gets the request behind the arguments of the method, to say that it runs.
 * Without the module's interceptor it would run unprotected, and refuses.
 * @param {any} prototype
 * @param {string} name
 * @param {any} method
 * @param {false | object} options
 */
function protect(prototype, name, method, options) {
  if (options === false) return Object.assign(method, { [PROTECTED]: false });
  const place = addRequest(prototype.constructor, name, method.length);
  const handlers = {
    /** @param {any[]} args */
    [name](...args) {
      // Called by a test or by other code of the app, and not by Nest.
      if (args.length <= place) return method.apply(this, args);
      const run = args.pop()?.[RUN];
      if (run === undefined) throw notMounted();
      return run.watch(() => method.apply(this, args));
    },
  };
  const handler = /** @type {any} */ (handlers[name]);
  handler[PROTECTED] = { name, options, method };
  return withMetadataOf(method, handler);
}

/**
 * Nest finds the routes, the filters and all else of a handler at its function.
 * @param {any} method
 * @param {any} handler
 */
function withMetadataOf(method, handler) {
  for (const key of metadata.getOwnMetadataKeys(method)) {
    metadata.defineMetadata(key, metadata.getOwnMetadata(key, method), handler);
  }
  return handler;
}

/**
 * Adds the request as the last argument that Nest calls a method with; gives its place. Nest runs no pipes on it.
 * @param {Function} controller
 * @param {string} name
 * @param {number} length
 */
function addRequest(controller, name, length) {
  const args = metadata.getMetadata(METADATA.ROUTE_ARGS, controller, name) ?? {};
  const places = Object.values(args).map(({ index }) => index);
  const place = Math.max(length - 1, ...places) + 1;
  const own = { [`${ARGUMENT.REQUEST}:${place}`]: { index: place, data: undefined, pipes: [] } };
  metadata.defineMetadata(METADATA.ROUTE_ARGS, { ...args, ...own }, controller, name);
  return place;
}

function notMounted() {
  return new IdempotencyError('NOT_MOUNTED', {
    message:
      'The handler has @Idempotent(), and the module of onceonly is not there. Add IdempotencyModule.forRoot(...) to the imports of your root module.',
  });
}

/**
 * Decorator of an argument: the context of the operation, with `effectId`, `attempt` and `signal`. Undefined on a handler without
 * `@Idempotent()`.
 */
function IdempotencyContext() {
  /**
   * @param {any} target
   * @param {string} name
   * @param {number} index
   */
  return function contextDecorator(target, name, index) {
    const { constructor } = target;
    const args = metadata.getMetadata(METADATA.ROUTE_ARGS, constructor, name) ?? {};
    const own = { index, factory: contextOf, data: undefined, pipes: [] };
    const all = { ...args, [`onceonly${METADATA.CUSTOM_ARG}:${index}`]: own };
    metadata.defineMetadata(METADATA.ROUTE_ARGS, all, constructor, name);
  };
}

/**
 * @param {unknown} data
 * @param {import('./nest').ExecutionContext} context
 */
function contextOf(data, context) {
  return context.getArgByIndex(0)?.[RUN]?.context;
}

module.exports = { IdempotencyContext, Idempotent, PROTECTED };
