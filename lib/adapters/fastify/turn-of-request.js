'use strict';

const { discard } = require('../../response/value/given-answer');
const { isInTimer } = require('../../response/who-answers');
const { put, unpacked } = require('./reply-payload');

/** @import { ATurn } from '../../response/value/turn' */
/** @import { FastifyReply } from './fastify' */

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
    const body = unpacked(reply, payload);
    const answer = { status: reply.statusCode, headers: reply.getHeaders(), body };
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

module.exports = { TurnOfRequest };
