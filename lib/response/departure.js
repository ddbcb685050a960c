'use strict';

const { Override } = require('./frozen-look');

const HAS_ROOM = { writableNeedDrain: { get: () => false, configurable: true } };
const DEPARTURE = Symbol('onceonly.departure');

// For all responses, as in intercept.js.
/** @this {any} */
function emit(...args) {
  return this[DEPARTURE].onEmit(args);
}

/** @this {any} */
function destroy(...args) {
  return this[DEPARTURE].onDestroy(args);
}

/**
 * Keeps it from the app that its client has left before the response was ended, because what the app does must not
 * depend on that: a pipe goes on, and the retry gets what the first client missed. 'close' is emitted when the app has
 * ended. Where the response can no longer end by itself, `onLost` is called: its source has stopped in the middle, or
 * the app has cut a response that was under way.
 *
 * `capture`: `{ isOver, isUnderWay, onLeave(), onLost() }`: whether the app has ended, whether its head is on its way to
 * the client.
 */
class Departure {
  #res;
  #capture;
  #emit;
  #destroy;
  #sources = [];
  /** @type {InstanceType<typeof Override> | undefined} */
  #hidden;

  /** Whether the socket has timed out, by `res.setTimeout()` and its like. */
  timedOut = false;

  constructor(res, capture) {
    this.#res = res;
    this.#capture = capture;
    this.#emit = res.emit;
    this.#destroy = res.destroy;
    res.emit = emit;
    res.destroy = destroy;
    res[DEPARTURE] = this;
    if (res.destroyed) this.#hide();
  }

  /** Whether the client has left and the app does not know. */
  get hidden() {
    return this.#hidden !== undefined;
  }

  /** Lets the app see what has happened. */
  show() {
    if (!this.hidden) return;
    this.#hidden?.undo();
    this.#hidden = undefined;
    Object.assign(this.#res, { destroyed: true, _closed: true });
    this.#emit.call(this.#res, 'close');
  }

  onEmit(args) {
    if (args[0] === 'close' && !this.#capture.isOver) {
      this.#hide();
      return true;
    }
    if (args[0] === 'pipe') this.#follow(args[1]);
    if (args[0] === 'timeout') this.timedOut = true;
    return this.#emit.apply(this.#res, args);
  }

  onDestroy(args) {
    if (!this.#capture.isOver) this.#capture.onLost();
    return this.#destroy.apply(this.#res, args);
  }

  #hide() {
    if (this.hidden) return;
    const res = this.#res;
    Object.assign(res, { destroyed: false, _closed: false });
    const wasFull = res.writableNeedDrain;
    this.#hidden = new Override(res, HAS_ROOM);
    if (this.#capture.isUnderWay && wasCutHere(res.socket)) this.#lostSoon();
    for (const source of this.#sources) this.#checkSource(source);
    this.#capture.onLeave();
    // Nobody else tells a source that waits for room.
    if (wasFull && this.hidden) process.nextTick(() => res.emit('drain'));
  }

  #follow(source) {
    this.#sources.push(source);
    source.once('close', () => this.#checkSource(source));
  }

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

// A client that leaves ends or resets the connection; one that neither was done to was closed from this side, as by
// Express when an error comes after the head.
function wasCutHere(socket) {
  return socket?.readableEnded === false && !socket.errored;
}

module.exports = { Departure };
