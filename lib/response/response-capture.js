'use strict';

const { setOutcomeHeaders } = require('../outcome-headers');
const { CapturedBody } = require('./captured-body');
const { CapturedHead } = require('./captured-head');
const { Departure } = require('./departure');
const { freeze, headersSent } = require('./frozen-look');
const { headArguments, isStatus, putHead } = require('./written-head');

// OPEN: nothing is written. HEADED: the app has written the head, which is kept back. STREAMING: everything goes down as
// it comes. HELD: the app has ended, the end waits for the store. PASSING: the response is the app's again. REPLACED:
// another answer takes its place. SWALLOWING: that has been given.
const [OPEN, HEADED, STREAMING, HELD, PASSING, REPLACED, SWALLOWING] = [0, 1, 2, 3, 4, 5, 6];

/** The response was cut before the app had ended it, so that nobody knows what it would have been. */
class ResponseLost extends Error {}

/**
 * Takes what an app writes to a response, however it does, and holds the end of it back until `release` or `replace` says
 * what the client gets. A response that is ended in one go is held whole; one that is streamed goes to the client as it
 * comes, and only its end waits. To the app it looks as if it had been sent.
 */
class ResponseCapture {
  #res;
  #head;
  #body;
  #unprotected;
  #onEndless;
  #below;
  #departure;
  #state = OPEN;
  #end = [];
  #later = [];
  #thaw = () => {};
  #settle;

  /** Whether the client has got a part of it. */
  sent = false;

  /** Resolves to `{ status, reason, headers, chunks, tooLarge }` or `{ endless: true }`; rejects with a ResponseLost. */
  outcome;

  /**
   * `kept`: names of the headers to take; `limit`: of the body, in bytes; `unprotected`: to be told in the head;
   * `onEndless()`: answers in the place of a response that has no end to wait for.
   */
  constructor(res, { kept, limit, unprotected, onEndless }) {
    this.#res = res;
    this.#head = new CapturedHead(res, kept);
    this.#body = new CapturedBody(limit);
    this.#unprotected = unprotected;
    this.#onEndless = onEndless;
    this.outcome = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#wrap();
    const state = { isOver: () => this.#state >= HELD, isUnderWay: () => this.sent };
    const onLeave = () => this.#stopIfTooLarge();
    this.#departure = new Departure(res, state, { onLeave, onLost: () => this.#lose() });
  }

  /** Gives the client what the app has written; `status` as in Idempotency-Status. */
  release(status) {
    const wasHeld = this.#state === HELD;
    this.#unfreeze();
    if (wasHeld && !this.sent) setOutcomeHeaders(this.#res, { cached: false, status });
    this.#letGo();
    if (wasHeld) this.#finish();
  }

  /** Has `answer()` write another response, of which the client has got nothing yet. What the app writes is lost. */
  replace(answer) {
    if (this.#state >= PASSING) return;
    this.#unfreeze();
    this.#state = REPLACED;
    this.#departure.show();
    this.#head.reset();
    answer();
  }

  #wrap() {
    const { writeHead, write, end, flushHeaders } = this.#res;
    this.#below = { writeHead, write, end, flushHeaders };
    const wrapped = {
      writeHead: (...args) => this.#writeHead(args),
      writeHeader: (...args) => this.#writeHead(args),
      write: (...args) => this.#write(args),
      end: (...args) => this.#endWith(args),
      flushHeaders: () => this.#flushHeaders(),
    };
    Object.assign(this.#res, wrapped);
  }

  #writeHead(args) {
    if (this.#state === SWALLOWING) return this.#res;
    if (this.#state === HEADED || (this.#state === HELD && !this.sent)) throw headersSent('write');
    const head = this.#state === OPEN ? headArguments(args) : undefined;
    if (head === undefined) return this.#down('writeHead', args);
    putHead(this.#res, head);
    if (this.#takeHead()) this.#keepHead();
    return this.#res;
  }

  #flushHeaders() {
    if (this.#state >= HELD && this.#state !== PASSING) return;
    if (this.#state <= HEADED && !this.#takeHead()) return;
    if (this.#departure.hidden) this.#keepHead();
    else this.#stream('flushHeaders', []);
  }

  #write(args) {
    if (this.#state === HELD) return this.#afterEnd('write', args, false);
    if (this.#state >= REPLACED) return writtenNowhere(args);
    if (this.#state === PASSING || !isChunk(args[0])) return this.#down('write', args);
    if (!this.#takeHead()) return writtenNowhere(args);
    const { hidden } = this.#departure;
    if (hidden) this.#keepHead();
    const hasRoom = hidden ? writtenNowhere(args) : this.#stream('write', args);
    this.#body.add(args[0], args[1]);
    this.#stopIfTooLarge();
    return hasRoom;
  }

  #endWith(args) {
    if (this.#state === HELD) return this.#afterEnd('end', args, this.#res);
    if (this.#state === SWALLOWING) return this.#res;
    const [chunk, encoding] = typeof args[0] === 'function' ? [] : args;
    // What Node refuses it refuses here, in the app's own call.
    const isBad = (chunk && !isChunk(chunk)) || !isStatus(this.#res.statusCode);
    if (this.#state >= PASSING || isBad) return this.#endBelow(args);
    if (!this.#takeHead()) return this.#res;
    if (chunk) this.#body.add(chunk, encoding);
    this.#hold(args);
    return this.#res;
  }

  #endBelow(args) {
    this.#down('end', args);
    if (this.#state === REPLACED) this.#state = SWALLOWING;
    return this.#res;
  }

  #hold(args) {
    this.#unfreeze();
    this.#end = args;
    this.#state = HELD;
    this.#thaw = freeze(this.#res, true);
    this.#settle.resolve(this.#captured());
  }

  // Node's own answer to a call after the end is given when the end is sent.
  #afterEnd(name, args, answer) {
    this.#later.push([name, args]);
    return answer;
  }

  #finish() {
    try {
      this.#down('end', this.#end);
      for (const [name, args] of this.#later) this.#down(name, args);
    } catch (error) {
      this.#res.destroy(error);
    }
  }

  // The head counts as written, and nothing is sent of it yet.
  #keepHead() {
    if (this.#state !== OPEN) return;
    this.#state = HEADED;
    this.#thaw = freeze(this.#res, false);
  }

  // Where the first call fails the head is not on its way, and the app may write another.
  #stream(name, args) {
    if (this.#state >= STREAMING) return this.#down(name, args);
    this.#unfreeze();
    const status = this.#unprotected ? 'unprotected' : undefined;
    setOutcomeHeaders(this.#res, { cached: false, status });
    this.#state = STREAMING;
    try {
      return this.#down(name, args);
    } finally {
      this.sent = this.#res.headersSent;
      if (!this.sent) this.#state = OPEN;
    }
  }

  // False if the response is one without an end.
  #takeHead() {
    if (this.#state !== OPEN) return true;
    if (!this.#head.isEndless) {
      this.#head.take();
      return true;
    }
    this.#settle.resolve({ endless: true });
    this.replace(this.#onEndless);
    return false;
  }

  #captured() {
    const { hasBody, ...head } = this.#head.taken;
    const { chunks, tooLarge } = this.#body;
    return { ...head, chunks: hasBody ? chunks : [], tooLarge: hasBody && tooLarge };
  }

  // For a client that has left, a body that cannot be kept need not be made.
  #stopIfTooLarge() {
    if (!this.#body.tooLarge || !this.#departure.hidden) return;
    this.#settle.resolve(this.#captured());
    this.#letGo();
  }

  #lose() {
    this.#settle.reject(new ResponseLost('The response was cut before its end.'));
    this.#letGo();
  }

  #letGo() {
    this.#unfreeze();
    if (this.#state < PASSING) this.#state = PASSING;
    this.#departure.show();
  }

  #unfreeze() {
    this.#thaw();
    this.#thaw = () => {};
    if (this.#state === HEADED || this.#state === HELD) this.#head.restore();
  }

  #down(name, args) {
    return this.#below[name].apply(this.#res, args);
  }
}

function isChunk(chunk) {
  return typeof chunk === 'string' || chunk instanceof Uint8Array;
}

function writtenNowhere(args) {
  const callback = args.find((each) => typeof each === 'function');
  if (callback !== undefined) process.nextTick(callback);
  return true;
}

module.exports = { ResponseCapture, ResponseLost };
