'use strict';

const { setOutcomeHeaders } = require('../../http/outcome-headers');
const { afterEnd, headersSent, refuseChunk, writtenNowhere } = require('./after-end');
const { CapturedBody, capturedResponse } = require('./body');
const { CapturedHead } = require('./head');
const { ClientDisconnect } = require('./client-disconnect');
const { HeldCalls } = require('./held-calls');
const { OwnMembers } = require('./own-members');
const { ReplacedResponse } = require('./replaced-response');
const { headArguments, putHead } = require('./status-line');

/** @import { NodeResponse } from '../../exchange/exchange' */
/** @import { KeptHeader } from '../response-settings' */
/** @import { Captured } from './body' */
/** @import { Arguments } from './own-members' */
/** @import { Outcome } from '../../execution/run' */

/**
 * The two ends of a promise of a response.
 * @typedef {object} Settle
 * @property {(captured: Captured) => void} resolve
 * @property {(error: Error) => void} reject
 */

// OPEN: nothing is written. HEADED: the head is written, and held back. STREAMING: every call goes down at once. HELD:
// the app has written the whole response, and the call that completes it waits for the store. PASSING: it is no longer
// ours.
const [OPEN, HEADED, STREAMING, HELD, PASSING] = [0, 1, 2, 3, 4];

/** The response was cut before the app had ended it, so nobody knows the rest of it. */
class ResponseLost extends Error {}

/**
 * Takes all calls of an app on a response, and holds back the one that completes it: the end, or the last bytes of a
 * body of known length. `release` lets it go, `replace` sends another response.
 *
 * A response that is written in one go is held whole. A streamed one goes to the client as it comes. To the app it
 * looks as if everything had been sent.
 */
class ResponseCapture {
  #res;
  #head;
  #body;
  #statusUnderWay;
  #onEndless;
  #members;
  #disconnect;
  #state = OPEN;
  #ended = false;
  #held;
  #settle = /** @type {Settle} */ (/** @type {unknown} */ (undefined));

  /** Whether a part of it was handed down, so that no other response can take its place. */
  sent = false;

  /**
   * Resolves to `{ status, reason, headers, chunks, tooLarge, bytes, byTimeout }` or `{ endless: true }`; rejects with a
   * ResponseLost. `byTimeout`: it was ended by a timer, or its socket had timed out.
   */
  outcome;

  /**
   * `kept`: the headers to take, `{ name, lower }` with the name in lower case, which Node looks for; `limit`: of the body, in bytes; `unprotected`: to be told in the head;
   * `onEndless()`: answers in the place of a response that has no end to wait for.
   * @param {NodeResponse} res
   * @param {{ kept: KeptHeader[], limit: number, unprotected: boolean, onEndless: () => void }} options
   */
  constructor(res, { kept, limit, unprotected, onEndless }) {
    this.#res = res;
    this.#head = new CapturedHead(res, kept);
    this.#body = new CapturedBody(limit);
    this.#statusUnderWay = unprotected ? 'unprotected' : undefined;
    this.#onEndless = onEndless;
    /** @type {Promise<Captured>} */
    this.outcome = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#disconnect = new ClientDisconnect(res, this);
    this.#members = new OwnMembers(res, this, this.#disconnect);
    this.#held = new HeldCalls(res, this.#members);
    this.#disconnect.begin(this.#members);
  }

  /** Whether the app has written all of the response. */
  get isOver() {
    return this.#state >= HELD;
  }

  /** Whether the app must believe that the head was sent. */
  get looksSent() {
    return this.#head.isLost || (!this.sent && (this.#state === HEADED || this.#state === HELD));
  }

  /** The same of the end. Layers below that still write must not: they see it too. */
  get looksEnded() {
    return this.#ended && this.#state === HELD && !(this.sent && this.#members.hasLayers);
  }

  get refusesHead() {
    return this.looksSent;
  }

  /** @param {string} name */
  refuseHead(name) {
    throw headersSent(name);
  }

  /**
   * Gives the client the response of the app; `status` as in Idempotency-Status.
   * @param {Outcome['status']} [status]
   */
  release(status) {
    if (this.#state !== HELD) return this.#letGo();
    this.#letGo();
    const isFirst = !this.sent;
    if (isFirst) setOutcomeHeaders(this.#res, { cached: false, status });
    this.sent = true;
    this.#held.send(isFirst && this.#head.isExplicit);
    this.#head.noteLoss(this.#members);
  }

  /**
   * Lets `answer()` write another response while the client has nothing of the first. Later writes of the app are lost.
   * `isBegun`: whether middleware above may have seen a part of the first response.
   * @param {() => void} answer
   * @param {boolean} [isBegun]
   */
  replace(answer, isBegun = this.#state !== OPEN) {
    if (this.#state === PASSING) return;
    this.#letGo();
    this.#head.reset();
    const replaced = new ReplacedResponse(this.#res, this.#members, isBegun);
    this.#members.hand(replaced);
    replaced.answer(answer);
  }

  /** @param {Arguments} args */
  writeHead(args) {
    if (this.looksSent) throw headersSent('writeHead');
    const head = this.#state === OPEN ? headArguments(args, this.#head.statusMessage) : undefined;
    // Node refuses a malformed head. Middleware below may also write a head for a response that is under way.
    if (head === undefined) return this.#members.below('writeHead', args);
    putHead(this.#res, head);
    if (this.#takeHead(!this.#members.isAnnouncing)) this.#state = HEADED;
    return this.#res;
  }

  /** @param {Arguments} args */
  flushHeaders(args) {
    if (this.#state === PASSING) return this.#members.below('flushHeaders', args);
    if (this.#state === HELD || !this.#beginsBody()) return;
    if (this.sent) this.#head.flush();
    if (this.#head.length === 0) this.#hold('flushHeaders', args);
    else if (this.#disconnect.hidden) this.#sendNowhere('flushHeaders', args);
    else this.#stream('flushHeaders', args);
  }

  /** @param {Arguments} args */
  write(args) {
    if (this.#ended) return afterEnd.write(args);
    if (this.#state === PASSING) return this.#members.below('write', args);
    const [chunk, encoding] = args;
    refuseChunk(chunk);
    if (this.#state === HELD) return this.#hold('write', args);
    if (!this.#beginsBody()) return writtenNowhere(args);
    const length = this.#body.lengthWith(chunk, encoding);
    this.#head.checkLength(length, false);
    const isLast = length >= this.#head.length;
    const hasRoom = isLast || this.#streamChunk(args);
    this.#body.add(chunk, encoding);
    if (isLast) return this.#hold('write', args);
    this.onLeave();
    return hasRoom;
  }

  /** @param {Arguments} args */
  end(args) {
    if (this.#ended) {
      afterEnd.end(args);
      return this.#res;
    }
    const [chunk, encoding] = typeof args[0] === 'function' ? [] : args;
    if (chunk) refuseChunk(chunk);
    if (this.#state === PASSING) this.#members.below('end', args);
    else if (this.#state !== HELD) {
      if (!this.#beginsBody()) return writtenNowhere(args) && this.#res;
      this.#head.checkLength(this.#body.lengthWith(chunk, encoding), true);
      if (chunk) this.#body.add(chunk, encoding);
    }
    this.#ended = true;
    if (this.#state !== PASSING) this.#hold('end', args);
    return this.#res;
  }

  /**
   * The answer that is held is sent first.
   * @param {Arguments} args
   */
  destroy(args) {
    const destroy = () => this.#members.below('destroy', args);
    if (this.#state === HELD && this.#held.holdsConnection) {
      this.#held.close(destroy);
      return this.#res;
    }
    if (!this.isOver) this.onLost();
    return destroy();
  }

  // The head is written by what follows it, as by Node: whoever waits for it above hears of it now. False if the response is
  // one without an end.
  #beginsBody() {
    if (this.#state !== OPEN) return true;
    const { statusCode } = this.#res;
    // Node refuses it, in the app's own call.
    if (!this.#head.isStatusLine) this.#members.below('writeHead', [statusCode]);
    this.#members.announceHead(statusCode);
    return this.#state === OPEN ? this.#takeHead(false) : this.#state !== PASSING;
  }

  /**
   * False if the response is one without an end.
   * @param {boolean} isExplicit
   */
  #takeHead(isExplicit) {
    if (!this.#head.isEndless) return this.#head.take(isExplicit);
    this.#settle.resolve(/** @type {Captured} */ ({ endless: true }));
    this.replace(this.#onEndless, true);
    return false;
  }

  /** @param {Arguments} args */
  #streamChunk(args) {
    if (!this.#disconnect.hidden) {
      return this.#disconnect.writes(args, (given) => this.#stream('write', given));
    }
    this.#disconnect.goesOn();
    this.#sendNowhere('write', args);
    return writtenNowhere(args);
  }

  /**
   * What would have sent the head to a client that has left.
   * @param {string} name
   * @param {Arguments} args
   */
  #sendNowhere(name, args) {
    this.#head.sendWith(name, args, this.#members.hasLayers);
    if (this.#state === OPEN) this.#state = HEADED;
  }

  /**
   * Where the first call fails the head is not on its way, and the app may write another.
   * @param {string} name
   * @param {Arguments} args
   */
  #stream(name, args) {
    if (this.#state === STREAMING) return this.#members.below(name, args);
    this.#head.sendWith(name, args, this.#members.hasLayers);
    this.#head.restore();
    this.#state = STREAMING;
    this.sent = true;
    setOutcomeHeaders(this.#res, { cached: false, status: this.#statusUnderWay });
    try {
      if (this.#head.isExplicit) this.#members.below('writeHead', [this.#res.statusCode]);
      return this.#members.below(name, args);
    } catch (error) {
      this.sent = this.#members.real('headersSent');
      if (!this.sent) this.#state = OPEN;
      throw error;
    }
  }

  /**
   * Gives whether there is room for more.
   * @param {string} name
   * @param {Arguments} args
   */
  #hold(name, args) {
    this.#held.add(name, args);
    if (this.#state !== HELD) {
      if (!this.sent) this.#head.sendWith(name, args, this.#members.hasLayers);
      this.#state = HELD;
      if (!this.#disconnect.hidden) this.#held.hold();
      this.#settle.resolve(capturedResponse(this.#head.taken, this.#body, this.#disconnect));
    }
    return this.#res.writableNeedDrain !== true;
  }

  /** For a client that has left, a body that cannot be kept need not be made. */
  onLeave() {
    if (!this.#body.tooLarge || !this.#disconnect.hidden || this.isOver) return;
    this.#settle.resolve(capturedResponse(this.#head.taken, this.#body, this.#disconnect));
    if (this.looksSent) this.#head.noteLoss(this.#members);
    this.#letGo();
  }

  /** Nobody knows the rest of the response. */
  onLost() {
    this.#settle.reject(new ResponseLost('The response was cut before its end.'));
    if (this.looksSent) this.#head.noteLoss(this.#members);
    this.#letGo();
  }

  #letGo() {
    if (this.#state === HEADED || this.#state === HELD) this.#head.restore();
    this.#state = PASSING;
    this.#held.letGo();
    this.#disconnect.show();
  }
}

module.exports = { ResponseCapture, ResponseLost };
