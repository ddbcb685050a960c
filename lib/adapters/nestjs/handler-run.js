'use strict';

const { isPromise } = require('../../util/is-promise');

/** @import { Context } from '../../operation/operation-context' */

/**
 * The runs of requests are found on the request itself, so that the decorator and the module may be of two copies of the package.
 */
const RUN = Symbol.for('onceonly.nestjs.run');

/**
 * What is known of the handler of one request. Nest calls pipes after all interceptors, and an interceptor below ours may answer in the
 * place of a handler that still runs. So an error alone does not tell if the handler has run.
 */
class HandlerRun {
  /** Whether the handler was called. */
  hasBegun = false;
  /** Whether it has returned an Observable. */
  isStream = false;
  /** Whether its Observable was left before its end. */
  isCut = false;
  /**
   * Of the operation, for `@IdempotencyContext()`.
   * @type {Context | undefined}
   */
  context;
  /**
   * Where the request goes, beside its path.
   * @type {import('../../identity/routed-path').Place | undefined}
   */
  place;
  #running = 0;
  /** @type {(() => void) | undefined} */
  #onEnd;

  /** Whether the handler still runs. */
  get isRunning() {
    return this.#running > 0;
  }

  /** Resolves when the handler, which runs, has ended. */
  whenEnded() {
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        this.#onEnd = resolve;
      })
    );
  }

  /**
   * Calls the handler.
   * @param {() => unknown} call
   */
  watch(call) {
    this.hasBegun = true;
    this.#running++;
    let value;
    try {
      value = call();
    } catch (error) {
      this.#ended();
      throw error;
    }
    if (!isPromise(value)) return this.#returned(value);
    return value.then(
      (found) => this.#returned(found),
      (error) => {
        this.#ended();
        throw error;
      },
    );
  }

  /** @param {any} value */
  #returned(value) {
    const isStream = typeof value?.subscribe === 'function' && typeof value.pipe === 'function';
    if (isStream) return this.#watched(value);
    this.#ended();
    return value;
  }

  /**
   * An Observable that tells of its end. Its prototype is the handler's, because Nest asks for the class.
   * @param {any} stream
   */
  #watched(stream) {
    this.isStream = true;
    const subscribe = (/** @type {any[]} */ ...args) => {
      const [subscriber] = args;
      // rxjs hands its own Subscribers on.
      if (typeof subscriber?.add === 'function') this.#tellEnd(subscriber);
      else this.#ended();
      return stream.subscribe(...args);
    };
    return Object.create(stream, { subscribe: { value: subscribe } });
  }

  /** @param {any} subscriber */
  #tellEnd(subscriber) {
    let isOver = false;
    const end = () => {
      if (!isOver) this.#ended();
      isOver = true;
    };
    for (const name of ['error', 'complete']) {
      const own = subscriber[name];
      subscriber[name] = (/** @type {unknown} */ value) => {
        end();
        own.call(subscriber, value);
      };
    }
    subscriber.add(() => {
      if (!isOver) this.isCut = true;
      end();
    });
  }

  #ended() {
    this.#running--;
    if (this.#running === 0) this.#onEnd?.();
  }
}

/**
 * The last value of an Observable, as Nest sends it.
 * @param {import('./nest').Stream} stream
 * @returns {Promise<unknown>}
 */
function lastOf(stream) {
  return new Promise((resolve, reject) => {
    /** @type {unknown} */
    let last;
    stream.subscribe({
      next(/** @type {unknown} */ value) {
        last = value;
      },
      error: reject,
      complete: () => resolve(last),
    });
  });
}

module.exports = { HandlerRun, RUN, lastOf };
