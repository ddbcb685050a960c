'use strict';

const { override } = require('./frozen-look');

const HAS_ROOM = { writableNeedDrain: { get: () => false, configurable: true } };

/**
 * Keeps it from the app that its client has left before the response was ended, because what the app does must not
 * depend on that: a pipe goes on, and the retry gets what the first client missed. 'close' is emitted when the app has
 * ended. Where the response can no longer end by itself, `onLost` is called: its source has stopped in the middle, or
 * the app has cut a response that was under way.
 *
 * `state`: `{ isOver, isUnderWay }`, functions: whether the app has ended, whether its head is on its way to the client.
 */
class Departure {
  #res;
  #state;
  #onLeave;
  #onLost;
  #emit;
  #sources = new Set();
  /** @type {(() => void) | undefined} */
  #showAgain;

  constructor(res, state, { onLeave, onLost }) {
    this.#res = res;
    this.#state = state;
    this.#onLeave = onLeave;
    this.#onLost = onLost;
    this.#watch();
    if (res.destroyed) this.#hide();
  }

  /** Whether the client has left and the app does not know. */
  get hidden() {
    return this.#showAgain !== undefined;
  }

  /** Lets the app see what has happened. */
  show() {
    if (!this.hidden) return;
    this.#showAgain?.();
    this.#showAgain = undefined;
    Object.assign(this.#res, { destroyed: true, _closed: true });
    this.#emit.call(this.#res, 'close');
  }

  #watch() {
    const res = this.#res;
    const { emit, destroy } = res;
    this.#emit = emit;
    res.emit = (type, ...args) => {
      if (type === 'close' && !this.#state.isOver()) {
        this.#hide();
        return true;
      }
      if (type === 'pipe') this.#follow(args[0]);
      return emit.call(res, type, ...args);
    };
    res.destroy = (error) => {
      if (!this.#state.isOver()) this.#onLost();
      return destroy.call(res, error);
    };
  }

  #hide() {
    if (this.hidden) return;
    const res = this.#res;
    Object.assign(res, { destroyed: false, _closed: false });
    const wasFull = res.writableNeedDrain;
    this.#showAgain = override(res, HAS_ROOM);
    if (this.#state.isUnderWay() && wasCutHere(res.socket)) this.#lostSoon();
    for (const source of this.#sources) this.#checkSource(source);
    this.#onLeave();
    // Nobody else tells a source that waits for room.
    if (wasFull && this.hidden) process.nextTick(() => res.emit('drain'));
  }

  #follow(source) {
    this.#sources.add(source);
    source.once('close', () => this.#checkSource(source));
  }

  #checkSource(source) {
    if (this.hidden && source.destroyed && !source.readableEnded) this.#lostSoon();
  }

  // The app's own error handler may still end the response in the same turn.
  #lostSoon() {
    setImmediate(() => {
      if (!this.#state.isOver()) this.#onLost();
    });
  }
}

// A client that leaves ends or resets the connection; one that neither was done to was closed from this side, as by
// Express when an error comes after the head.
function wasCutHere(socket) {
  return socket?.readableEnded === false && !socket.errored;
}

module.exports = { Departure };
