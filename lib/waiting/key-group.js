'use strict';

const { clearTimeout } = require('node:timers');

const { monotonicMs } = require('../native/clock');
const { sharedTimeout } = require('../util/shared-timeout');
const { jitter } = require('../util/timers');
const { Waiter } = require('./waiter');

/** @import { Answer, Catching, KeyWatch, WaitParts, WatchedVerbs } from './waiters' */

/** @typedef {InstanceType<typeof Waiter>} AWaiter */

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 250;
// Where changes are told, looking is only for those that were not.
const LONGEST_TOLD_PAUSE_MS = 1000;
const LOOK_MS = 1000;
// The time left of a lease that is as it was so long ago does not get less.
const STILL_MS = FIRST_PAUSE_MS;

/**
 * All requests of one process that wait for one key: one watch and one poller serve them. A message that the key has
 * changed is only a hint. The answer of inspect is the truth. If somebody has to act, one of them does.
 */
class KeyGroup {
  #verbs;
  #leases;
  #id;
  #onEnd;
  /** @type {Set<AWaiter>} */
  #waiters = new Set();
  /** @type {KeyWatch | undefined} */
  #watch;
  #isTold = false;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #dueAt = Infinity;
  #pause = FIRST_PAUSE_MS;
  /** Of the lease, or until a takeover may be tried, when last heard of. */
  #leftMs = Infinity;
  /** What a begin or an inspect has last said: the state, its time left, and when that was another one. */
  #counted = '';
  #countdownMs = -1;
  #changedAt = 0;
  #isLooking = false;
  #looksAgain = false;

  /**
   * `onEnd(group)` is called when nobody waits any more.
   * @param {WatchedVerbs} verbs
   * @param {Catching} leases
   * @param {string} id
   * @param {(group: KeyGroup) => void} onEnd
   */
  constructor(verbs, leases, id, onEnd) {
    this.#verbs = verbs;
    this.#leases = leases;
    this.#id = id;
    this.#onEnd = onEnd;
  }

  get size() {
    return this.#waiters.size;
  }

  /**
   * Takes a waiter on. Its promise settles as Waiters.wait says; `onLeave` is called first.
   * @param {WaitParts} parts
   * @param {() => void} onLeave
   * @returns {Promise<Answer>}
   */
  add(parts, onLeave) {
    /** @type {AWaiter} */
    const waiter = new Waiter(parts, () => {
      this.#waiters.delete(waiter);
      onLeave();
      if (this.#waiters.size === 0) this.#end();
    });
    this.#waiters.add(waiter);
    if (this.#waiters.size === 1) {
      this.#isCountedDown(parts.answer);
      this.#listen();
    }
    this.#lookSoon();
    return waiter.promise;
  }

  /** @param {() => Error} makeError */
  close(makeError) {
    this.#forEach((waiter) => waiter.fail(makeError()));
  }

  #end() {
    clearTimeout(this.#timer);
    this.#watch?.unwatch();
    this.#onEnd(this);
  }

  #listen() {
    this.#watch = this.#verbs.watch?.(this.#id, () => this.#lookNow());
    if (this.#watch === undefined) return;
    const onReady = () => {
      this.#isTold = true;
      this.#lookNow();
    };
    if (this.#watch.ready === undefined) onReady();
    else this.#watch.ready.then(onReady);
  }

  #lookNow() {
    this.#looksAgain = true;
    if (!this.#isLooking) this.#look();
  }

  // A request that joins knows a state that may be older than the last look.
  #lookSoon() {
    if (this.#isLooking || this.#dueAt <= monotonicMs() + FIRST_PAUSE_MS) return;
    this.#pause = FIRST_PAUSE_MS;
    this.#schedule();
  }

  #schedule() {
    const longest = this.#isTold ? LONGEST_TOLD_PAUSE_MS : LONGEST_PAUSE_MS;
    const pause = Math.min(jitter(this.#pause), Math.max(this.#leftMs, FIRST_PAUSE_MS / 2));
    this.#pause = Math.min(this.#pause * 2, longest);
    clearTimeout(this.#timer);
    this.#dueAt = monotonicMs() + pause;
    // The requests themselves keep the process alive.
    this.#timer = sharedTimeout(() => this.#lookNow(), pause).unref();
  }

  async #look() {
    this.#isLooking = true;
    clearTimeout(this.#timer);
    while (this.#looksAgain && this.#waiters.size > 0) {
      this.#looksAgain = false;
      await this.#lookOnce();
    }
    this.#isLooking = false;
    if (this.#waiters.size > 0) this.#schedule();
  }

  async #lookOnce() {
    this.#leftMs = Infinity;
    // An owner in this process that is late with its renewal is not silent.
    this.#leases.catchUp(monotonicMs());
    let answer;
    try {
      answer = await this.#verbs.inspect({ id: this.#id, withPayload: true, timeoutMs: LOOK_MS });
    } catch {
      // Out of reach: the next look asks again, until the waiters have waited long enough.
      return;
    }
    if (answer.state === 'absent') return this.#forEach((waiter) => waiter.lose());
    const isHeld = answer.state === 'running' || answer.state === 'silent';
    if (isHeld || answer.state === 'done') this.#forEach((waiter) => waiter.see(answer));
    if (answer.state === 'done' || (isHeld && this.#isCountedDown(answer))) return;
    await this.#begin();
  }

  /**
   * Nobody counts the time of a silent key that does not get less: a begin starts the count, and decides at its end.
   * The time of a running key does not get less if the store's clock went back. A begin mends that as well.
   * @param {Answer} answer
   */
  #isCountedDown({ state, leftMs }) {
    this.#leftMs = leftMs;
    const isSame = state === this.#counted;
    const before = this.#countdownMs;
    const now = monotonicMs();
    if (!isSame || leftMs !== before) this.#changedAt = now;
    this.#counted = state;
    this.#countdownMs = leftMs;
    if (state === 'running') return now - this.#changedAt < STILL_MS;
    return isSame && leftMs < before;
  }

  // The answer to one waiter is not for the others, whose policies may differ. They look again.
  async #begin() {
    const [first] = this.#waiters;
    if (first === undefined) return;
    const answer = await first.begin();
    this.#pause = FIRST_PAUSE_MS;
    if (answer === undefined) this.#looksAgain = true;
    else this.#isCountedDown(answer);
  }

  /** @param {(waiter: AWaiter) => void} tell */
  #forEach(tell) {
    for (const waiter of [...this.#waiters]) tell(waiter);
  }
}

module.exports = { KeyGroup };
