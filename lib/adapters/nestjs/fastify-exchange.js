'use strict';

const { routeOf } = require('../../core/known-routes');
const { tellAtClose } = require('../../http/report-request');
const { RequestIdempotency } = require('../../http/request-idempotency');
const { keylessContext } = require('../../operation/operation-context');
const { beginTurn } = require('../../response/value/turn');
const { FastifyView } = require('../fastify/fastify-view');
const { ReplyResponse } = require('../fastify/reply-response');
const { put } = require('../fastify/reply-payload');
const { TurnOfRequest } = require('../fastify/turn-of-request');
const { lastOf } = require('./handler-run');
const { runCaptured } = require('./run-captured');

/** @import { ATurn } from '../../response/value/turn' */
/** @import { CallHandler } from './nest' */
/** @import { Settle } from './servers' */

/** @typedef {InstanceType<typeof RequestIdempotency>} Opened */
/** @typedef {InstanceType<typeof import('./handler-run').HandlerRun>} Run */

const OWNER = Symbol('onceonly.nestjs');
const capturing = new WeakSet();

/** The request and the reply of a handler on Fastify. */
class FastifyExchange {
  #reply;

  /**
   * @param {any} request
   * @param {any} reply
   */
  constructor(request, reply) {
    const { config, url } = request.routeOptions;
    const route = /** @type {any} */ (routeOf(config?.url ?? url));
    this.request = request;
    this.view = new FastifyView(request, route);
    this.res = new ReplyResponse(reply, this.view);
    this.#reply = reply;
  }

  /** Whether the plugin for Fastify captures the reply. */
  get isCaptured() {
    return (this.request.onceonlyTurn ?? null) !== null;
  }

  get hasLeft() {
    const { stream, socket } = this.request.raw;
    return (stream ?? socket).destroyed;
  }

  /** @param {unknown} error */
  fail(error) {
    this.#reply.send(error);
  }

  /**
   * Runs a handler in response mode: what is sent in the end is stored.
   * @param {Opened} opened
   * @param {CallHandler} next
   * @param {Run} run
   * @param {Settle} settle
   */
  respond(opened, next, run, settle) {
    const { captured, store } = /** @type {any} */ (RequestIdempotency.mountOf(opened));
    const report = RequestIdempotency.reportOf(opened);
    const { key } = opened;
    if (key === undefined) {
      if (report !== undefined) {
        report.unless = 'keyless';
        tellAtClose(report, this.view, this.res);
      }
      run.context = keylessContext(store.transactions);
      return void lastOf(next.handle()).then(settle.resolve, settle.fail);
    }
    const begun = beginTurn(this.view, this.res, key, captured, store, report);
    begun
      .then((turn) => {
        if (turn.cached) this.#reply.send(put(this.#reply, turn.response));
        else this.#run(turn, key, next, run, settle);
      })
      .catch(settle.fail);
  }

  /**
   * @param {ATurn} turn
   * @param {string} key
   * @param {CallHandler} next
   * @param {Run} run
   * @param {Settle} settle
   */
  #run(turn, key, next, run, settle) {
    const { request } = this;
    request.onceonlyTurn = new TurnOfRequest(
      turn,
      this.#reply,
      /** @type {any} */ (OWNER),
      settle.errorOf,
    );
    request.idempotency = turn.idempotencyFor(key);
    run.context = turn.context;
    turn.within(() => runCaptured(next, run, settle, turn.control, this));
  }

  /**
   * @param {import('./kept-file').FileHead} head
   * @param {unknown} body
   */
  sendFile({ type, disposition, length }, body) {
    const reply = this.#reply;
    const headers = {
      'Content-Type': type,
      'Content-Disposition': disposition,
      'Content-Length': length,
    };
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && reply.getHeader(name) === undefined) reply.header(name, value);
    }
    reply.send(body);
  }
}

/**
 * Adds to an app of Fastify what captures its replies. Routes that come later have it.
 * @param {any} instance
 */
function captureReplies(instance) {
  // The app may import the module twice.
  if (capturing.has(instance)) return;
  capturing.add(instance);
  for (const name of ['idempotency', 'onceonlyTurn']) {
    if (!instance.hasRequestDecorator(name)) instance.decorateRequest(name, null);
  }
  instance.addHook(
    'onSend',
    (
      /** @type {any} */ request,
      /** @type {any} */ reply,
      /** @type {unknown} */ payload,
      /** @type {any} */ done,
    ) => {
      const turn = request.onceonlyTurn;
      if (turn?.owner === OWNER) turn.send(payload, done);
      else done(null, payload);
    },
  );
  instance.addHook(
    'onResponse',
    (/** @type {any} */ request, /** @type {any} */ reply, /** @type {any} */ done) => {
      if (request.onceonlyTurn?.owner === OWNER) request.onceonlyTurn.responded();
      done();
    },
  );
}

module.exports = { FastifyExchange, captureReplies };
