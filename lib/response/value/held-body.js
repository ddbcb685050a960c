'use strict';

const { Buffer } = require('node:buffer');
const { nextTick } = require('node:process');
const { Readable } = require('node:stream');
const { types } = require('node:util');

const { argumentError } = require('../../util/argument-error');
const { CapturedBody } = require('../capture/body');

/** @typedef {InstanceType<typeof CapturedBody>} ABody */

/** A body was cut before its end, so nobody knows the rest of it. */
class BodyLost extends Error {}

/**
 * A body that goes to the client as it comes, but for its last part, which waits for `release()`. With a Content-Length the client has
 * everything with that part.
 *
 * If the client leaves, the source is read on to its end, as far as the body can be kept: the handler does not see the client leave.
 */
class HeldBody extends Readable {
  #source;
  #body;
  /** @type {Buffer | undefined} */
  #last;
  #hasEnded = false;
  #isReleased = false;
  #isLost = false;
  #settle = /** @type {{ resolve: (body: ABody) => void, reject: (error: Error) => void }} */ (
    /** @type {unknown} */ (undefined)
  );

  /** Resolves to the CapturedBody when the source has ended. Rejects with a BodyLost if it breaks. */
  whole;

  /**
   * @param {Readable} source
   * @param {number} limit  In bytes.
   */
  constructor(source, limit) {
    super();
    this.#source = source;
    this.#body = new CapturedBody(limit);
    /** @type {Promise<ABody>} */
    this.whole = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    source.on('error', (error) => this.#lose(error));
    source.on('close', () => this.#lose(undefined));
    source.on('end', () => this.#end());
    source.on('data', (chunk) => this.#take(chunk));
    // A source that broke before it came here has told it already, and tells nothing more.
    if (isOver(source)) this.#lose(source.errored ?? undefined);
  }

  /** The last part may go. */
  release() {
    this.#isReleased = true;
    this.#finish();
  }

  /** The client has left. A body that nobody has begun to read is read to its end here. */
  clientLeft() {
    if (this.readableFlowing === null && !this.readableDidRead) this.destroy();
  }

  _read() {
    this.#source.resume();
  }

  /**
   * @param {Error | null} error
   * @param {(error?: Error | null) => void} callback
   */
  _destroy(error, callback) {
    if (!this.#hasEnded) this.#readOn();
    callback(error);
  }

  /** @param {string | Uint8Array} chunk */
  #take(chunk) {
    if (!isBytes(chunk)) {
      return this.#source.destroy(argumentError('a part of a body', 'text or bytes', chunk));
    }
    // The source may use its bytes again.
    const bytes = Buffer.from(/** @type {string} */ (chunk));
    this.#body.add(bytes, undefined);
    if (this.destroyed) return this.#readOn();
    const hasRoom = this.#last === undefined || this.push(this.#last);
    this.#last = bytes;
    if (!hasRoom) this.#source.pause();
  }

  // For a client that has left, a body that cannot be kept need not be made.
  #readOn() {
    if (!this.#body.tooLarge) return this.#source.resume();
    this.#settle.resolve(this.#body);
    this.#source.destroy();
  }

  #end() {
    this.#hasEnded = true;
    this.#settle.resolve(this.#body);
    this.#finish();
  }

  #finish() {
    if (!this.#hasEnded || !this.#isReleased || this.destroyed) return;
    if (this.#last !== undefined) this.push(this.#last);
    this.#last = undefined;
    this.push(null);
  }

  /** @param {Error | undefined} error */
  #lose(error) {
    if (this.#hasEnded || this.#isLost) return;
    this.#isLost = true;
    const lost = new BodyLost('The body was cut before its end.', { cause: error });
    this.#settle.reject(lost);
    this.#cut(error ?? lost);
  }

  /**
   * An error without a listener ends the process. The framework gets the body only in a later turn, so the error waits for its listener.
   * @param {Error} error
   */
  #cut(error) {
    if (this.eventNames().length > 0) return void this.destroy(error);
    this.once('newListener', () => nextTick(() => this.destroy(error)));
  }
}

/** @param {Readable} source */
function isOver(source) {
  // With `autoDestroy: false` an error does not destroy.
  return source.destroyed || source.closed || source.readableEnded || Boolean(source.errored);
}

/** @param {unknown} chunk  Of a stream of objects it may be anything. */
function isBytes(chunk) {
  return typeof chunk === 'string' || types.isUint8Array(chunk);
}

module.exports = { BodyLost, HeldBody };
