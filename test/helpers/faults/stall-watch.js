'use strict';

const INTERVAL_MS = 20;
const BLOCKED_MS = 100;

/**
 * Keeps account of the time for which this process had something to do and the machine gave it no processor: how late
 * its timer comes, less what it computed meanwhile. And of the time for which its event loop stood, whatever for.
 */
class StallWatch {
  #stalls = [];
  #blocked = [];
  #timer;

  start() {
    let last = performance.now();
    let used = process.cpuUsage();
    this.#timer = setInterval(() => {
      const now = performance.now();
      const { user, system } = process.cpuUsage(used);
      const late = now - last - INTERVAL_MS;
      const ms = late - (user + system) / 1000;
      if (ms > INTERVAL_MS) this.#stalls.push([Date.now() - ms, Date.now()]);
      if (late > BLOCKED_MS) this.#blocked.push([Date.now() - late, Date.now()]);
      last = now;
      used = process.cpuUsage();
    }, INTERVAL_MS).unref();
    return this;
  }

  /** Ends the watch; gives both as pairs of times in milliseconds since 1970. */
  stop() {
    clearInterval(this.#timer);
    return { pid: process.pid, stalls: this.#stalls, blocked: this.#blocked };
  }
}

/** Milliseconds between two times that lie in any of the stalls of several processes. */
function stalledMs(stallsOfEach, from, to) {
  const stalls = stallsOfEach
    .flat()
    .filter(([start, end]) => end > from && start < to)
    .sort(([a], [b]) => a - b);
  let total = 0;
  let reached = from;
  for (const [start, end] of stalls) {
    total += Math.max(0, Math.min(end, to) - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return total;
}

module.exports = { StallWatch, stalledMs };
