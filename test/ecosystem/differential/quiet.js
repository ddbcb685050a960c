'use strict';

const STEP_MS = 20;

/**
 * Resolves to true as soon as `condition()` holds, which is asked after each 'change' of `emitter`; to false when nothing
 * has changed for `quietMs` while `isBusy()` says that nothing is under way, or after `limitMs`: it hangs.
 */
function untilQuiet(emitter, condition, isBusy, { quietMs, limitMs }) {
  if (condition()) return Promise.resolve(true);
  return new Promise((resolve) => {
    let quiet = 0;
    let all = 0;
    const onChange = () => {
      quiet = 0;
      if (condition()) end(true);
    };
    // Counted in ticks of the timer: a process that gets no processor for a while has not been quiet.
    const timer = setInterval(() => {
      all += STEP_MS;
      quiet = isBusy() && all < limitMs ? 0 : quiet + STEP_MS;
      if (condition()) end(true);
      else if (quiet >= quietMs) end(false);
    }, STEP_MS);
    const end = (answer) => {
      clearInterval(timer);
      emitter.off('change', onChange);
      resolve(answer);
    };
    emitter.on('change', onChange);
  });
}

module.exports = { untilQuiet };
