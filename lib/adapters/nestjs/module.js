'use strict';

const { membersOf } = require('../../util/members-of');
const { optionError } = require('../../util/option-error');
const { captureReplies } = require('./fastify-exchange');
const { IdempotencyInterceptor } = require('./interceptor');

/** @import { Consumer } from './nest' */

const OPTIONS = Symbol('onceonly.nestjs.options');
// Nest gives the interceptors of this name to all routes.
const GLOBAL_INTERCEPTOR = 'APP_INTERCEPTOR';

/** Module of Nest 10 to 12 that makes `@Idempotent()` work in the whole app. */
class IdempotencyModule {
  /**
   * @param {object} [options]  Those of `idempotency()`, and `httpException`.
   */
  static forRoot(options = {}) {
    return dynamicModule([{ provide: OPTIONS, useValue: options }], []);
  }

  /**
   * The same with options that other providers know: `useFactory` with `inject`, or a class with `createIdempotencyOptions()`.
   * @param {any} given
   */
  static forRootAsync(given) {
    const { imports = [], inject = [], useFactory, useClass, useExisting } = membersOf(given);
    if (typeof useFactory === 'function') {
      return dynamicModule([{ provide: OPTIONS, useFactory, inject }], imports);
    }
    const source = useExisting ?? useClass;
    if (typeof source !== 'function') {
      throw optionError(
        'argument',
        'the argument of forRootAsync() must have `useFactory`, `useClass` or `useExisting`',
      );
    }
    const options = {
      provide: OPTIONS,
      useFactory: (/** @type {any} */ maker) => maker.createIdempotencyOptions(),
      inject: [source],
    };
    return dynamicModule(useExisting === undefined ? [source, options] : [options], imports);
  }

  /**
   * Called by Nest before it makes the routes.
   * @param {Consumer} consumer
   */
  configure(consumer) {
    const adapter = consumer.getHttpAdapter();
    if (adapter.getType() === 'fastify') captureReplies(adapter.getInstance());
    const config = consumer.routesMapper?.applicationConfig;
    const interceptors = config?.getGlobalInterceptors?.() ?? [];
    putFirst(interceptors);
    for (const each of interceptors) {
      if (each instanceof IdempotencyInterceptor) Object.assign(each, { adapter, config });
    }
  }
}

/**
 * Puts ours above all other global interceptors, which a module of the app may have added before. What these make of a value is stored:
 * a serializer above ours would get plain data at a replay, and could not leave out what only a class hides.
 * @param {unknown[]} interceptors
 */
function putFirst(interceptors) {
  const isOurs = (/** @type {unknown} */ each) => Number(each instanceof IdempotencyInterceptor);
  interceptors.sort((one, other) => isOurs(other) - isOurs(one));
}

/**
 * @param {unknown[]} providers
 * @param {unknown[]} imports
 */
function dynamicModule(providers, imports) {
  const interceptor = {
    provide: GLOBAL_INTERCEPTOR,
    useFactory: (/** @type {any} */ options) => new IdempotencyInterceptor(options ?? {}),
    inject: [OPTIONS],
  };
  return {
    module: IdempotencyModule,
    global: true,
    imports,
    providers: [...providers, interceptor],
  };
}

module.exports = { IdempotencyModule };
