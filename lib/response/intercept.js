'use strict';

const { override } = require('./frozen-look');

const METHODS = ['writeHead', 'write', 'end', 'flushHeaders'];
const SETTERS = ['setHeader', 'setHeaders', 'appendHeader', 'removeHeader'];

/**
 * Puts `taker` between an app and a response: its methods of the four names get the arguments of each call as an array.
 * Gives `below`, which calls what was there before, and `hand(other)`, which has another taker get the calls.
 */
function intercept(res, taker) {
  const below = {};
  let current = taker;
  for (const name of METHODS) {
    const method = res[name];
    below[name] = (args) => method.apply(res, args);
    res[name] = (...args) => current[name](args);
  }
  // Node's own second name for it.
  res.writeHeader = res.writeHead;
  return {
    below,
    hand(other) {
      current = other;
    },
  };
}

/**
 * Takes the calls for a response in whose place another is answered. That other one may come from an error handler that
 * takes its time, while the app still writes: what is no error goes nowhere then, as does all that comes after the end.
 */
class ReplacedResponse {
  #res;
  #below;
  #answering = false;
  #answered = false;

  constructor(res, below) {
    this.#res = res;
    this.#below = below;
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
    return this.#isAnswer(args[0]) ? this.#below.writeHead(args) : this.#res;
  }

  write(args) {
    return this.#isAnswer() ? this.#below.write(args) : writtenNowhere(args);
  }

  flushHeaders(args) {
    if (this.#isAnswer()) this.#below.flushHeaders(args);
  }

  end(args) {
    if (!this.#isAnswer()) return this.#res;
    this.#below.end(args);
    this.#answered = true;
    this.#ignoreHeaders();
    return this.#res;
  }

  // An app that answers after it was given up must not fail for that: on Express 4 it would end the process.
  #ignoreHeaders() {
    const ignored = { value: () => this.#res, writable: true, configurable: true };
    override(this.#res, Object.fromEntries(SETTERS.map((name) => [name, ignored])));
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

module.exports = { ReplacedResponse, intercept, writtenNowhere };
