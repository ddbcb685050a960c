'use strict';

const { Readable } = require('node:stream');

const { RequestIdempotency } = require('../../http/request-idempotency');
const { discard } = require('../../response/value/given-answer');
const { beginTurn } = require('../../response/value/turn');
const { isInTimer } = require('../../response/who-answers');
const { isPromise } = require('../../util/is-promise');

/** @import { AMount } from '../../core/mount' */
/** @import { Request } from '../../exchange/exchange' */
/** @import { Answer } from '../../response/value/given-answer' */
/** @import { ATurn, Reply } from '../../response/value/turn' */
/** @import { FastifyReply, FastifyRequest, Handler } from './fastify' */
/** @import { ReplyResponse } from './reply-response' */

const ignore = () => {};

/** The turn of one request in response mode: begun before its handler, settled when the handler has sent its reply. */
class TurnOfRequest {
  #turn;
  #reply;
  #errorOf;
  #isRefused = false;
  /** Whether the reply has gone on to the later hooks. A second one is an error of theirs. */
  #hasGone = false;
  /** Whether a timer has sent it: the handler may still run. */
  #isByTimer = false;

  /**
   * `owner`: the plugin that has begun it. `errorOf` makes the error that the app gets of a refusal.
   * @param {ATurn} turn
   * @param {FastifyReply} reply
   * @param {object} owner
   * @param {(error: unknown) => unknown} [errorOf]
   */
  constructor(turn, reply, owner, errorOf = (error) => error) {
    this.#turn = turn;
    this.#reply = reply;
    this.owner = owner;
    this.#errorOf = errorOf;
    turn.reply.catch((error) => this.#refused(errorOf(error)));
    this.#waitForHandler();
    this.#noteSender();
  }

  /**
   * Whoever waits for the reply is called when it is known. If the client leaves, Fastify would call at once, and version 4 then sends an
   * empty reply in the place of the one that is still to come.
   */
  #waitForHandler() {
    const reply = this.#reply;
    const { then } = reply;
    const known = this.#turn.reply.then(ignore, ignore);
    reply.then = (...args) => void known.then(() => then.apply(reply, args));
  }

  /** In the hook `onSend` it is too late to ask: an asynchronous hook may have come before. */
  #noteSender() {
    const reply = this.#reply;
    const { send } = reply;
    reply.send = (payload) => {
      if (isInTimer() && !this.#turn.isSettled) this.#isByTimer = true;
      return send.call(reply, payload);
    };
  }

  /**
   * A handler that takes longer than it may is given up.
   * @param {unknown} error
   */
  #refused(error) {
    this.#isRefused = true;
    if (!this.#turn.isSettled && !this.#reply.sent) this.#reply.send(error);
  }

  /**
   * Hook `onSend`: the reply waits until it is stored. Another one that is sent meanwhile is dropped.
   * @param {unknown} payload
   * @param {(error: any, payload?: unknown) => void} done
   */
  send(payload, done) {
    if (this.#isRefused || this.#hasGone) return done(null, payload);
    if (this.#turn.isSettled) return discard(payload);
    const reply = this.#reply;
    const answer = { status: reply.statusCode, headers: reply.getHeaders(), body: payload };
    this.#turn.settle(answer, this.#isByTimer).then(
      ({ cached, response }) =>
        this.#goOn(done, null, cached ? put(reply, response) : response.body),
      (error) => this.#goOn(done, this.#errorOf(error)),
    );
  }

  /**
   * What Fastify throws now reaches nobody: the handler has returned. As for a handler, it is answered with the error.
   * @param {(error: any, payload?: unknown) => void} done
   * @param {unknown} refusal
   * @param {unknown} [payload]
   */
  #goOn(done, refusal, payload) {
    const reply = this.#reply;
    this.#hasGone = true;
    try {
      done(refusal, payload);
    } catch (error) {
      if (reply.raw.headersSent) reply.log.error({ err: error }, 'The reply was sent already.');
      else reply.send(error);
    }
  }

  /** Hook `onResponse`: the response was sent, perhaps past Fastify. */
  responded() {
    if (!this.#turn.isSettled && this.#reply.raw.writableEnded) this.#turn.passBy();
  }

  /**
   * The handler has returned. While its reply is being stored, Fastify would take it for one that has not replied.
   * @param {unknown} value
   */
  returned(value) {
    const { raw, statusCode } = this.#reply;
    if (this.#isRefused || this.#turn.isSettled) return this.#reply;
    // Fastify sends nothing to a client that has left. To one that is there it sends an empty response.
    if (value === undefined && raw.destroyed && !raw.headersSent) {
      this.#turn.settle({ status: statusCode, headers: this.#reply.getHeaders() }).catch(ignore);
    }
    return value;
  }

  /**
   * The same of a handler that throws.
   * @param {unknown} error
   */
  threw(error) {
    if (!this.#isRefused && !this.#turn.isSettled) throw error;
    this.#reply.log.error({ err: error }, 'The handler threw after its reply.');
    return this.#reply;
  }
}

/**
 * A handler that runs once per key. It is called after all hooks before it, so that nobody gets a reply whom they refuse.
 * @param {Handler} handler
 * @param {object} owner
 * @returns {Handler}
 */
function handlerOnce(handler, owner) {
  return function idempotentHandler(request, reply) {
    const { idempotency, onceonlyTurn } = request;
    const mount = /** @type {AMount | undefined} */ (RequestIdempotency.mountOf(idempotency));
    const isFree = mount?.captured === undefined || onceonlyTurn !== null;
    const { key } = idempotency ?? {};
    if (isFree || key === undefined || !mount.methods.has(request.raw.method ?? '')) {
      return handler.call(this, request, reply);
    }
    return begin(mount, idempotency).then((turn) => {
      // To wait for the reply here takes 5 us more.
      if (turn.cached) return put(reply, turn.response);
      const own = new TurnOfRequest(turn, reply, owner);
      request.onceonlyTurn = own;
      request.idempotency = turn.idempotencyFor(key);
      return run(own, () => handler.call(this, request, reply), reply);
    });
  };
}

/**
 * @param {TurnOfRequest} own
 * @param {() => any} call
 * @param {FastifyReply} reply
 */
function run(own, call, reply) {
  let value;
  try {
    value = call();
  } catch (error) {
    return own.threw(error);
  }
  // A handler that will call `reply.send()` later. Fastify waits for a reply that it gets.
  if (value === undefined || value === reply) return reply;
  if (!isPromise(value)) return own.returned(value);
  return Promise.resolve(value).then(
    (found) => own.returned(found),
    (error) => own.threw(error),
  );
}

/**
 * @param {AMount} mount
 * @param {InstanceType<typeof RequestIdempotency>} idempotency
 */
function begin({ captured, store }, idempotency) {
  const { req, res } = RequestIdempotency.exchangeOf(idempotency);
  const key = /** @type {string} */ (idempotency.key);
  const report = RequestIdempotency.reportOf(idempotency);
  return beginTurn(req, res, key, /** @type {any} */ (captured), store, report);
}

/**
 * Puts the head of a stored response on a reply; gives what is to be sent as its payload.
 * @param {FastifyReply} reply
 * @param {Answer} response
 */
function put(reply, { status, headers, body }) {
  reply.code(status);
  for (const [name, value] of Object.entries(headers ?? {})) reply.header(name, value);
  const bytes = /** @type {Buffer} */ (body);
  const hasType = reply.getHeader('content-type') !== undefined;
  if (bytes.length === 0) return hasType ? '' : undefined;
  if (hasType) return bytes;
  // Fastify gives bytes a type that the first response did not have.
  reply.header('content-length', bytes.length);
  return Readable.from([bytes]);
}

module.exports = { TurnOfRequest, handlerOnce, put };
