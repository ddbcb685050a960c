'use strict';

/**
 * The exit codes of the commands on a store. `request` has those of curl.
 * @type {Record<'DONE' | 'NOTHING' | 'USAGE' | 'STORE', number>}
 */
const EXIT = {
  DONE: 0,
  NOTHING: 1,
  USAGE: 2,
  STORE: 3,
};

/** @typedef {[code: number, meaning: string]} Meaning */

/** @type {Meaning} */
const USAGE = [EXIT.USAGE, 'The command line is wrong.'];

/** @type {Meaning[]} */
const MEANINGS = [
  [EXIT.DONE, 'Done.'],
  [EXIT.NOTHING, 'Nothing was found, or the change was refused.'],
  USAGE,
  [EXIT.STORE, 'The store could not be used: out of reach, or it refused the call.'],
];

// 128 and the number of SIGINT, as shells have it.
const INTERRUPTED = 130;

module.exports = { EXIT, INTERRUPTED, MEANINGS, USAGE };
