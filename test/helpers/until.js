'use strict';

const { setTimeout: wait } = require('node:timers/promises');

const { patient } = require('./patience');

const INTERVAL_MS = 10;

/**
 * Asks `condition` again and again until it gives something truthy, and resolves to that. Rejects with `what` when
 * `deadlineMs` have passed, or with what `condition` throws.
 */
async function until(condition, what, deadlineMs = patient(15_000)) {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await wait(INTERVAL_MS);
  }
}

module.exports = { until };
