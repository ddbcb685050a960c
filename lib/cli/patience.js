'use strict';

const { delay } = require('../util/timers');

const TRIES = 8;
const PAUSE_MS = 1000;
// A store that is there, and slow or about to be there again.
const PASSING = new Set(['STORE_TIMEOUT', 'REPLY_LOST', 'CONNECT_TIMEOUT', 'LOADING', 'BUSY']);

/**
 * Reads from a store, several times if it is slow. A command has more time than a request, and a read changes nothing.
 * @template T
 * @param {() => Promise<T>} read
 * @returns {Promise<T>}
 */
async function patiently(read) {
  for (let left = TRIES; ; left--) {
    try {
      return await read();
    } catch (error) {
      if (left === 1 || error.code !== 'LOCK_FAILED' || !isPassing(error.cause)) throw error;
      await delay(PAUSE_MS);
    }
  }
}

/** @param {any} reason */
function isPassing(reason) {
  return PASSING.has(reason?.code === 'BREAKER_OPEN' ? reason.cause?.code : reason?.code);
}

module.exports = { patiently };
