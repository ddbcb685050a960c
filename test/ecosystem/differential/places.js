'use strict';

/**
 * Calls `run` at a place in time: at once, or as `{ at: 'micro' | 'tick' | 'immediate' | 'timer' | 'finish', ms }` says,
 * where 'finish' is the end of `res`, however it ends.
 */
function later({ at, ms }, run, res) {
  if (at === 'micro') queueMicrotask(run);
  else if (at === 'tick') process.nextTick(run);
  else if (at === 'immediate') setImmediate(run);
  else if (at === 'timer') setTimeout(run, ms);
  else if (at === 'finish') onEnd(res, run);
  else run();
}

function onEnd(res, run) {
  let called = false;
  const once = () => {
    if (!called) run();
    called = true;
  };
  res.once('finish', once).once('close', once);
}

/** Whether a step waits for its place. */
function isLater({ at = 'sync' }) {
  return at !== 'sync';
}

module.exports = { isLater, later };
