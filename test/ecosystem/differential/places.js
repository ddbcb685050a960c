'use strict';

/**
 * Calls `run` at a place in time: at once, or as `{ at: 'micro' | 'tick' | 'immediate' | 'timer' | 'finish', ms }` says,
 * where 'finish' is the end that `ending` tells of (see Ending).
 */
function later({ at, ms }, run, ending) {
  if (at === 'micro') queueMicrotask(run);
  else if (at === 'tick') process.nextTick(run);
  else if (at === 'immediate') setImmediate(run);
  else if (at === 'timer') setTimeout(run, ms);
  else if (at === 'finish') ending.wait(run);
  else run();
}

/**
 * The end of a response, however it ends. Whoever comes after it waits for no event: when 'close' comes apart from 'finish'
 * depends on the moment at which a client leaves, on plain Express too.
 */
class Ending {
  #res;
  #hasBeen = false;
  #waiting = 0;

  constructor(res) {
    this.#res = res;
    const been = () => {
      this.#hasBeen = true;
    };
    res.once('finish', been).once('close', been);
  }

  /** Whether somebody waits for it. */
  get isAwaited() {
    return this.#waiting > 0;
  }

  /** Calls `run` when it comes, or soon if it has been. */
  wait(run) {
    this.#waiting += 1;
    let called = false;
    const once = () => {
      if (called) return;
      called = true;
      this.#waiting -= 1;
      run();
    };
    if (this.#hasBeen) setImmediate(once);
    else this.#res.once('finish', once).once('close', once);
  }
}

/** Whether a step waits for its place. */
function isLater({ at = 'sync' }) {
  return at !== 'sync';
}

module.exports = { Ending, isLater, later };
