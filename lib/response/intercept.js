'use strict';

const { Override } = require('./frozen-look');

const METHODS = ['writeHead', 'write', 'end', 'flushHeaders'];
const SETTERS = ['setHeader', 'setHeaders', 'appendHeader', 'removeHeader'];

const CALLS = Symbol('onceonly.calls');

/** @type {[string, Function][]} */
const TAKING = METHODS.map((name) => [name, taking(name)]);

// One function for all responses: with a closure of its own in each of them, responses outlived the collections of young
// objects, and each cost 45 us more.
function taking(name) {
  /** @this {any} */
  return function take(...args) {
    return this[CALLS].take(name, args);
  };
}

/**
 * The calls of an app to the methods of a response that write. `taker` gets them, by methods of the same names, with the
 * arguments as an array.
 */
class Calls {
  #res;
  #taker;
  #methods = { writeHead: undefined, write: undefined, end: undefined, flushHeaders: undefined };

  constructor(res, taker) {
    this.#res = res;
    this.#taker = taker;
    for (const [name, take] of TAKING) {
      this.#methods[name] = res[name];
      res[name] = take;
    }
    // Node's own second name for it.
    res.writeHeader = res.writeHead;
    res[CALLS] = this;
  }

  /** Has another taker get them. */
  hand(taker) {
    this.#taker = taker;
  }

  take(name, args) {
    return this.#taker[name](args);
  }

  /** Calls what was there before. */
  below(name, args) {
    return this.#methods[name].apply(this.#res, args);
  }
}

/**
 * Takes the calls for a response in whose place another is answered. That other one may come from an error handler that
 * takes its time, while the app still writes: what is no error goes nowhere then, as does all that comes after the end.
 */
class ReplacedResponse {
  #res;
  #calls;
  #answering = false;
  #answered = false;

  constructor(res, calls) {
    this.#res = res;
    this.#calls = calls;
  }

  /** Runs what answers, or begins to. */
  answer(run) {
    this.#answering = true;
    try {
      run();
    } finally {
      this.#answering = false;
    }
  }

  writeHead(args) {
    return this.#isAnswer(args[0]) ? this.#calls.below('writeHead', args) : this.#res;
  }

  write(args) {
    return this.#isAnswer() ? this.#calls.below('write', args) : writtenNowhere(args);
  }

  flushHeaders(args) {
    if (this.#isAnswer()) this.#calls.below('flushHeaders', args);
  }

  end(args) {
    if (!this.#isAnswer()) return this.#res;
    this.#calls.below('end', args);
    this.#answered = true;
    this.#ignoreHeaders();
    return this.#res;
  }

  // An app that answers after it was given up must not fail for that: on Express 4 it would end the process.
  #ignoreHeaders() {
    const ignored = { value: () => this.#res, writable: true, configurable: true };
    new Override(this.#res, Object.fromEntries(SETTERS.map((name) => [name, ignored])));
  }

  #isAnswer(status = this.#res.statusCode) {
    return !this.#answered && (this.#answering || status >= 400);
  }
}

/** What write() gives for bytes that are not sent: there is room for more. */
function writtenNowhere(args) {
  const callback = args.find((each) => typeof each === 'function');
  if (callback !== undefined) process.nextTick(callback);
  return true;
}

module.exports = { Calls, ReplacedResponse, writtenNowhere };
