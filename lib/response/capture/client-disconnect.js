'use strict';

const { clearInterval, setImmediate, setInterval } = require('node:timers');

const { soon } = require('../../util/timers');
const { PendingCallbacks } = require('./pending-callbacks');

/** @import { NodeResponse } from '../../exchange/exchange' */
/** @import { Arguments, Members } from './own-members' */

/**
 * What is told of a client that has left.
 * @typedef {object} LeftCapture
 * @property {boolean} isOver  Whether the app has ended.
 * @property {boolean} sent  Whether the head is on its way to the client.
 * @property {boolean} looksSent  Whether the app must believe so.
 * @property {() => void} onLeave
 * @property {() => void} onLost
 */

const DRAIN_EVERY_MS = 10;

// The members of a response that hide from the app that its client has left. Only such a response gets them.
const HIDING = {
  destroyed: { get: () => false, set() {}, configurable: true },
  closed: { get: () => false, configurable: true },
  writableNeedDrain: { get: () => false, configurable: true },
};

/**
 * Hides from the app that its client has left before the response ended. The app must not behave differently: a pipe
 * goes on, and the retry gets the whole response. 'close' is emitted when the app has ended. If the response can no
 * longer end by itself, `onLost` is called: its source has stopped in the middle, or the app has cut a response that
 * was under way.
 *
 * `capture`: `{ isOver, sent, looksSent, onLeave(), onLost() }`. `isOver`: the app has ended. `sent`: the head is on
 * its way to the client. `looksSent`: the app must believe so.
 */
class ClientDisconnect {
  #res;
  #capture;
  #members = /** @type {Members} */ (/** @type {unknown} */ (undefined));
  /** @type {any[]} */
  #sources = [];
  /** @type {string[]} */
  #missed = [];
  /** @type {InstanceType<typeof PendingCallbacks> | undefined} */
  #pending;
  /** @type {Map<string, PropertyDescriptor | undefined> | undefined} */
  #hidden;
  /** @type {NodeJS.Timeout | undefined} */
  #draining;
  #isFull = false;

  /** Whether the socket has timed out, by `res.setTimeout()` and its like. */
  timedOut = false;

  /**
   * @param {NodeResponse & Record<string, any>} res
   * @param {LeftCapture} capture
   */
  constructor(res, capture) {
    this.#res = res;
    this.#capture = capture;
  }

  /** @param {Members} members */
  begin(members) {
    this.#members = members;
    if (this.#res.destroyed) this.#hide();
  }

  /** Whether the client has left and the app does not know. */
  get hidden() {
    return this.#hidden !== undefined;
  }

  /**
   * Lets the app see what has happened. The events that it has missed come in a turn of their own, when what it has written was
   * handed down: who listens finds a response that was sent, as from Node.
   */
  show() {
    if (this.#hidden === undefined) return;
    this.goesOn();
    for (const [name, before] of this.#hidden) {
      delete this.#res[name];
      if (before !== undefined) Object.defineProperty(this.#res, name, before);
    }
    this.#hidden = undefined;
    const missed = this.#missed.splice(0);
    if (missed.length > 0) setImmediate(() => missed.forEach((name) => this.#members.emit([name])));
  }

  /**
   * Calls `write(args)`. A client that leaves also ends the wait for room or for the callback.
   * @param {Arguments} args
   * @param {(args: Arguments) => boolean} write
   */
  writes(args, write) {
    if (args.some((each) => typeof each === 'function')) {
      this.#pending ??= new PendingCallbacks(this.#members, () => !this.#capture.isOver);
      args = this.#pending.follow(args);
    }
    const hasRoom = write(args);
    this.#isFull = hasRoom === false;
    return hasRoom;
  }

  /** The app waits for no room. */
  goesOn() {
    clearInterval(this.#draining);
  }

  /** @param {Arguments} args */
  onEmit(args) {
    const [name] = args;
    if ((name === 'close' || this.#isEarlyFinish(name)) && !this.#capture.isOver) {
      this.#missed.push(name);
      this.#hide();
      return true;
    }
    if (name === 'pipe') this.#followSource(args[1]);
    if (name === 'timeout') this.timedOut = true;
    return this.#members.emit(args);
  }

  /**
   * HTTP/2 calls each response finished whose stream was closed.
   * @param {unknown} name
   */
  #isEarlyFinish(name) {
    return name === 'finish' && this.#res.stream?.destroyed === true;
  }

  #hide() {
    if (this.hidden) return;
    const res = this.#res;
    this.#hidden = new Map();
    for (const [name, look] of Object.entries(HIDING)) {
      if (!(name in res)) continue;
      this.#hidden.set(name, Object.getOwnPropertyDescriptor(res, name));
      Object.defineProperty(res, name, look);
    }
    const { sent, looksSent } = this.#capture;
    if ((sent || looksSent) && wasCutHere(res.socket)) this.#lostSoon();
    for (const source of this.#sources) this.#checkSource(source);
    this.#capture.onLeave();
    this.#pending?.callAll();
    if (this.hidden && this.#isFull) this.#giveRoom();
  }

  // Nobody else tells a source that waits. Middleware below that keeps listeners of its own hears it too, and gives room in
  // its own way, a little each time.
  #giveRoom() {
    const drain = () => this.#res.emit('drain');
    soon(drain);
    this.#draining = setInterval(drain, DRAIN_EVERY_MS);
    this.#draining.unref();
  }

  /** @param {any} source */
  #followSource(source) {
    this.#sources.push(source);
    source.once('close', () => this.#checkSource(source));
  }

  /** @param {any} source */
  #checkSource(source) {
    if (this.hidden && source.destroyed && !source.readableEnded) this.#lostSoon();
  }

  // The app's own error handler may still end the response in the same turn.
  #lostSoon() {
    setImmediate(() => {
      if (!this.#capture.isOver) this.#capture.onLost();
    });
  }
}

/**
 * A client that leaves ends or resets the connection; one that neither was done to was closed from this side, as by
 * Express when an error comes after the head.
 * @param {any} socket
 */
function wasCutHere(socket) {
  return socket?.readableEnded === false && !socket.errored;
}

module.exports = { ClientDisconnect };
