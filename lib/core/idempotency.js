'use strict';

const { CollectedHeaders } = require('./collected-headers');
const { fromSource } = require('./from-source');
const { KeylessTurn } = require('./keyless-turn');
const { Mount } = require('./mount');
const { openRequest } = require('./open-request');
const { RequestIdempotency } = require('../http/request-idempotency');
const { HeldBody } = require('../response/value/held-body');
const { beginTurn } = require('../response/value/turn');
const { requireFunction } = require('../util/argument-error');
const { optionError } = require('../util/option-error');

/** @import { Context, Operation } from '../operation/operation-context' */
/** @import { ResponseSettings } from '../response/response-settings' */
/** @import { Answer } from '../response/value/given-answer' */
/** @import { ATurn, Reply, StoredReply } from '../response/value/turn' */
/** @import { Collected, View } from './collected-headers' */
/** @import { AMount } from './mount' */

/** @typedef {Reply & Told} ToldReply */
/** @typedef {{ headers: Record<string, string> }} Told  The headers that tell how the answer came about. */

/** @typedef {StoredReply & Told} ToldStoredReply */

/** Idempotency for a framework that we don't know: see createIdempotency(). */
class Idempotency {
  #mount;

  /** @param {object} options */
  constructor(options) {
    this.#mount = new Mount(fromSource(options));
  }

  /**
   * The key of a request, or undefined. Throws IDEMPOTENCY_KEY_REQUIRED or INVALID_IDEMPOTENCY_KEY.
   * @param {View} view
   */
  key(view) {
    const key = this.#mount.keyOf(view);
    if (key === undefined && this.#mount.requiresKey(view)) throw this.#mount.keyErrors.required();
    return key;
  }

  /**
   * Runs `operation(context)` once per key; resolves to `{ result, cached, headers }`. Throws the operation's error, again at every
   * retry, or an IdempotencyError. `overrides` takes the TTLs and policies of the options for one call.
   * @param {View} view
   * @param {Operation} operation
   * @param {object} [overrides]
   */
  async execute(view, operation, overrides) {
    const told = new CollectedHeaders(view);
    const opened = openRequest(this.#mount, undefined, view, told, () => {});
    const { result, cached } = await opened.execute(operation, overrides);
    return { result, cached, headers: told.headers };
  }

  /**
   * Runs `run(context)` once per key; resolves to its response with `{ response, cached, headers }`. An error that it throws leaves
   * the outcome unknown.
   * @param {View} view
   * @param {(context: Context) => Answer | Promise<Answer>} run
   * @returns {Promise<ToldReply>}
   */
  async respond(view, run) {
    requireFunction('the second argument of respond()', run);
    const turn = await this.begin(view);
    if (turn.cached) return turn;
    const running = (async () => ToldTurn.within(turn, () => run(turn.context)))();
    running.then(
      (answer) => void turn.settle(answer),
      (error) => void turn.fail(error),
    );
    return turn.reply;
  }

  /**
   * Begins a request whose response comes later, as in a framework of hooks. Resolves to the stored reply, or to a turn with `context`,
   * `settle(response)` and `fail(error)`.
   * @param {View} view
   * @returns {Promise<ToldTurn | InstanceType<typeof KeylessTurn> | ToldStoredReply>}
   */
  async begin(view) {
    const { settings } = this.#mount;
    if (settings.mode !== 'response') {
      throw optionError('conflict', "respond() and begin() must have the option mode: 'response'");
    }
    const told = new CollectedHeaders(view);
    const opened = openRequest(this.#mount, undefined, view, told, () => {});
    const { key } = opened;
    const mount = /** @type {AMount} */ (RequestIdempotency.mountOf(opened));
    const report = RequestIdempotency.reportOf(opened);
    const { captured, methods, store } = mount;
    const isProtected = methods.has(view.method);
    if (key === undefined || !isProtected) {
      return new KeylessTurn(report, isProtected ? 'keyless' : 'passed', store.transactions);
    }
    const kept = /** @type {ResponseSettings} */ (captured);
    const begun = await beginTurn(view, told, key, kept, store, report);
    return begun.cached ? { ...begun, headers: told.headers } : new ToldTurn(key, begun, told);
  }
}

/** A turn whose replies have their headers with them. */
class ToldTurn {
  cached = /** @type {const} */ (false);
  #turn;
  #told;

  /**
   * @param {string} key
   * @param {ATurn} turn
   * @param {Collected} told
   */
  constructor(key, turn, told) {
    this.key = key;
    this.#turn = turn;
    this.#told = told;
    this.context = turn.context;
    this.skip = turn.control.skip;
    this.ttl = turn.control.ttl;
    this.reply = this.#with(turn.reply);
    this.reply.catch(() => {});
  }

  /**
   * @param {Answer} answer
   * @returns {Promise<ToldReply>}
   */
  settle(answer) {
    this.#turn.settle(answer);
    return this.reply;
  }

  /**
   * @param {unknown} error
   * @returns {Promise<ToldReply>}
   */
  fail(error) {
    this.#turn.fail(error);
    return this.reply;
  }

  /**
   * Calls what runs in a turn inside the span of that.
   * @template T
   * @param {object} turn
   * @param {() => T} call
   */
  static within(turn, call) {
    return #turn in turn ? turn.#turn.within(call) : call();
  }

  /** @param {Promise<Reply>} reply */
  async #with(reply) {
    const { cached, response } = await reply;
    const { body } = response;
    // A framework may leave it unread then, and the key would stay in progress.
    if (body instanceof HeldBody) this.#told.whenLeft(() => body.clientLeft());
    return { cached, response, headers: this.#told.headers };
  }
}

/**
 * Makes idempotency for any framework, from the options of `idempotency()`. Throws a TypeError or RangeError for a bad one.
 * @param {object} [options]
 */
function createIdempotency(options = {}) {
  return new Idempotency(options);
}

module.exports = { createIdempotency };
