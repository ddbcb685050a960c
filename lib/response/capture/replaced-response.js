'use strict';

const { clearTimeout, setTimeout } = require('node:timers');
const { AsyncLocalStorage } = require('node:async_hooks');

const { afterEnd, tell, writtenNowhere } = require('./after-end');
const { guardStatus } = require('./guarded-status');

/** @import { NodeResponse } from '../../exchange/exchange' */
/** @import { Arguments, Members } from './own-members' */

const LAST_RESORT_MS = 5000;
const FAILED = 500;

// Which ReplacedResponse is answered by the code that runs. Entered only when a response is replaced, and left as soon as all
// of these are answered: before version 24 a storage in use makes every promise of the process slower.
const answering = new AsyncLocalStorage();
let inUse = 0;

/**
 * Takes the calls on a response that another answer replaces. Only the code that answers may write, at any time and
 * with any status. All other calls come from the app that was given up. They go nowhere and never fail.
 *
 * Middleware above that has seen a part of the first response takes no part in the answer: compression() would put both
 * into one stream, may be in the middle of a call for the first, and takes no second end. It still gets the app's
 * calls, so express-session saves the app's changes.
 */
class ReplacedResponse {
  #res;
  #members;
  #passesBy;
  #ended = false;
  #isOver = false;
  /** @type {NodeJS.Timeout | undefined} */
  #lastResort;

  looksSent = false;
  looksEnded = false;

  /**
   * `isBegun`: whether middleware above has seen a part of the response that was given up.
   * @param {NodeResponse} res
   * @param {Members} members
   * @param {boolean} isBegun
   */
  constructor(res, members, isBegun) {
    this.#res = res;
    this.#members = members;
    this.#passesBy = isBegun;
    members.passBy(() => this.#passesBy && this.#isAnswer);
    guardStatus(res, () => this.#isAnswer || members.isBelow);
  }

  /**
   * Runs the code that answers, or begins to.
   * @param {() => void} run
   */
  answer(run) {
    inUse++;
    const over = () => this.#over();
    this.#res.once('finish', over);
    this.#res.once('close', over);
    answering.run(this, run);
  }

  // A layer below that has got the end may still write the head.
  get refusesHead() {
    return !this.#isAnswer && !(this.#ended && !this.#members.real('headersSent'));
  }

  /** @param {Arguments} args */
  writeHead(args) {
    return this.refusesHead ? this.#res : this.#members.below('writeHead', args);
  }

  /** @param {Arguments} args */
  write(args) {
    if (!this.#isAnswer) return writtenNowhere(args);
    return this.#ended ? afterEnd.write(args) : this.#members.below('write', args);
  }

  /** @param {Arguments} args */
  flushHeaders(args) {
    if (this.#isAnswer) this.#members.below('flushHeaders', args);
  }

  /** @param {Arguments} args */
  end(args) {
    if (!this.#isAnswer) this.#endNowhere(args);
    else if (this.#ended) afterEnd.end(args);
    else {
      this.#members.below('end', args);
      this.#ended = true;
    }
    return this.#res;
  }

  /** @param {Arguments} args */
  destroy(args) {
    return this.#isAnswer || this.#ended ? this.#members.below('destroy', args) : this.#res;
  }

  refuseHead() {
    return this.#res;
  }

  get #isAnswer() {
    return answering.getStore() === this;
  }

  /**
   * Code that has lost its context looks like the app: a pool of connections may call back in that of another request. So
   * that its client does not wait for ever, there is an end after which nobody else is waited for.
   * @param {Arguments} args
   */
  #endNowhere(args) {
    tell(args);
    if (this.#ended || this.#isOver) return;
    this.#lastResort ??= setTimeout(() => answering.run(this, () => this.#fail()), LAST_RESORT_MS);
  }

  #fail() {
    if (this.#ended) return;
    this.#ended = true;
    this.#passesBy = true;
    if (!this.#members.real('headersSent')) this.#res.statusCode = FAILED;
    this.#members.below('end', []);
  }

  #over() {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#lastResort);
    inUse--;
    if (inUse === 0) answering.disable();
  }
}

module.exports = { ReplacedResponse };
