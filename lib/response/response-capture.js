'use strict';

const { setOutcomeHeaders } = require('../outcome-headers');
const { CapturedBody } = require('./captured-body');
const { CapturedHead } = require('./captured-head');
const { Departure } = require('./departure');
const { FrozenLook, headersSent } = require('./frozen-look');
const { Calls, ReplacedResponse, writtenNowhere } = require('./intercept');
const { isInTimer } = require('./who-answers');
const { headArguments, isStatusLine, putHead } = require('./written-head');

// OPEN: nothing is written. HEADED: the app has written the head, which is kept back. STREAMING: everything goes down as
// it comes. HELD: the app has ended, the end waits for the store. PASSING: the response is no longer ours.
const [OPEN, HEADED, STREAMING, HELD, PASSING] = [0, 1, 2, 3, 4];

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
  #calls;
  #departure;
  #state = OPEN;
  #end = [];
  #later = [];
  /** @type {InstanceType<typeof FrozenLook> | undefined} */
  #look;
  #settle;

  /** Whether the client has got a part of it. */
  sent = false;

  /**
   * Resolves to `{ status, reason, headers, chunks, tooLarge, bytes, byTimeout }` or `{ endless: true }`; rejects with a
   * ResponseLost. `byTimeout`: it was ended by a timer, or its socket had timed out.
   */
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
    this.#calls = new Calls(res, this);
    this.#departure = new Departure(res, this);
  }

  /** Whether the app has ended the response. */
  get isOver() {
    return this.#state >= HELD;
  }

  /** Whether its head is on its way to the client. */
  get isUnderWay() {
    return this.sent || this.#state === HEADED;
  }

  /** Gives the client what the app has written; `status` as in Idempotency-Status. */
  release(status) {
    const wasHeld = this.#state === HELD;
    this.#letGo();
    if (!wasHeld) return;
    if (!this.sent) setOutcomeHeaders(this.#res, { cached: false, status });
    this.#sendEnd();
  }

  /** Has `answer()` write another response, of which the client has got nothing yet. What the app writes is lost. */
  replace(answer) {
    if (this.#state === PASSING) return;
    this.#letGo();
    const replaced = new ReplacedResponse(this.#res, this.#calls);
    this.#calls.hand(replaced);
    this.#head.reset();
    replaced.answer(answer);
  }

  writeHead(args) {
    if (this.#state === HEADED || (this.#state === HELD && !this.sent)) throw headersSent('write');
    const isOpen = this.#state === OPEN;
    const head = isOpen ? headArguments(args, this.#res.statusMessage) : undefined;
    // Node refuses what is no head, and below a head may be written for one that is under way.
    if (head === undefined) return this.#calls.below('writeHead', args);
    putHead(this.#res, head);
    if (this.#takeHead()) this.#keepHead();
    return this.#res;
  }

  flushHeaders(args) {
    if (this.#state === HELD || !this.#takeHead()) return;
    if (this.#departure.hidden) this.#keepHead();
    else this.#stream('flushHeaders', args);
  }

  write(args) {
    if (this.#state === HELD) return this.#afterEnd('write', args, false);
    if (this.#state === PASSING || !isChunk(args[0])) return this.#calls.below('write', args);
    if (!this.#takeHead()) return writtenNowhere(args);
    if (this.#state < STREAMING) this.#head.sendWith(args, false);
    const { hidden } = this.#departure;
    if (hidden) this.#keepHead();
    const hasRoom = hidden ? writtenNowhere(args) : this.#stream('write', args);
    this.#body.add(args[0], args[1]);
    this.onLeave();
    return hasRoom;
  }

  end(args) {
    if (this.#state === HELD) return this.#afterEnd('end', args, this.#res);
    const [chunk, encoding] = typeof args[0] === 'function' ? [] : args;
    // What Node refuses it refuses here, in the app's own call.
    const { statusCode, statusMessage } = this.#res;
    const isBad = (chunk && !isChunk(chunk)) || !isStatusLine(statusCode, statusMessage);
    if (this.#state === PASSING || isBad) return this.#calls.below('end', args);
    if (!this.#takeHead()) return this.#res;
    if (this.#state < STREAMING) this.#head.sendWith(args, true);
    if (chunk) this.#body.add(chunk, encoding);
    this.#hold(args);
    return this.#res;
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

  // The head counts as written, and nothing is sent of it yet.
  #keepHead() {
    if (this.#state !== OPEN) return;
    this.#state = HEADED;
    this.#look = new FrozenLook(this.#res, false);
  }

  // Where the first call fails the head is not on its way, and the app may write another.
  #stream(name, args) {
    if (this.#state >= STREAMING) return this.#calls.below(name, args);
    this.#unfreeze();
    const status = this.#unprotected ? 'unprotected' : undefined;
    setOutcomeHeaders(this.#res, { cached: false, status });
    this.#state = STREAMING;
    try {
      return this.#calls.below(name, args);
    } finally {
      this.sent = this.#res.headersSent;
      if (!this.sent) this.#state = OPEN;
    }
  }

  #hold(args) {
    this.#unfreeze();
    this.#end = args;
    this.#state = HELD;
    this.#settle.resolve(this.#captured());
    this.#look = new FrozenLook(this.#res, true);
  }

  // Node's own answer to a call after the end is given when the end is sent.
  #afterEnd(name, args, answer) {
    this.#later.push([name, args]);
    return answer;
  }

  #sendEnd() {
    try {
      for (const [name, args] of [['end', this.#end], ...this.#later])
        this.#calls.below(name, args);
    } catch (error) {
      this.#res.destroy(error);
    }
  }

  #captured() {
    const { status, reason, headers, hasBody } = this.#head.taken;
    const { chunks, tooLarge, bytes } = this.#body;
    return {
      status,
      reason,
      headers,
      chunks: hasBody ? chunks : [],
      tooLarge: hasBody && tooLarge,
      bytes,
      byTimeout: this.#departure.timedOut || isInTimer(),
    };
  }

  /** For a client that has left, a body that cannot be kept need not be made. */
  onLeave() {
    if (!this.#body.tooLarge || !this.#departure.hidden) return;
    this.#settle.resolve(this.#captured());
    this.#letGo();
  }

  /** Nobody knows what the response would have been. */
  onLost() {
    this.#settle.reject(new ResponseLost('The response was cut before its end.'));
    this.#letGo();
  }

  #letGo() {
    this.#unfreeze();
    this.#state = PASSING;
    this.#departure.show();
  }

  #unfreeze() {
    this.#look?.thaw();
    this.#look = undefined;
    if (this.#state === HEADED || this.#state === HELD) this.#head.restore();
  }
}

function isChunk(chunk) {
  return typeof chunk === 'string' || chunk instanceof Uint8Array;
}

module.exports = { ResponseCapture, ResponseLost };
