'use strict';

const { setImmediate: soon } = require('node:timers/promises');

/**
 * Fake timers of Jest for code that waits between real requests: `pass(delayMs)` lets a wait that begins in this turn be over.
 * `delays` are those that have passed. Requests themselves take their real time.
 */
class MovedClock {
  delays = [];

  constructor() {
    jest.useFakeTimers();
  }

  /** For `onRetry`. */
  pass = ({ delayMs }) => {
    this.delays.push(delayMs);
    soon().then(() => jest.advanceTimersByTime(delayMs));
  };

  /** Sets the clock that the user sees, without the one that measures. */
  setWallClock(ms) {
    jest.setSystemTime(ms);
  }
}

module.exports = { MovedClock };
