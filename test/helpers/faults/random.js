'use strict';

/** A source of whole numbers from `low` to `high` that gives the same ones for the same seed (mulberry32). */
function createRandom(seed) {
  let state = seed;
  return function next(low, high) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const fraction = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    return low + Math.floor(fraction * (high - low + 1));
  };
}

module.exports = { createRandom };
