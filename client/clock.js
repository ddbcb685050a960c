// The clock of a device is moved by its user and by the network, and a device sleeps. Keys and waits go by the longer of two
// clocks: the one that the user sees, and the one that nobody can move, which some systems stop while they sleep.

// A clock may be put right by a few minutes. If a time lies further ahead, its age is unknown.
const CORRECTION_MS = 300_000;
// A longer timer would fire at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Gives a function that tells how many milliseconds have passed since a time, which may be one of an earlier page.
 * @param {number} [since] Milliseconds since 1970.
 * @returns {() => number} `Infinity` if that cannot be known.
 */
export function stopwatch(since = Date.now()) {
  const wall = Date.now();
  const steady = performance.now();
  const before = wall - since;
  return () =>
    before < -CORRECTION_MS
      ? Infinity
      : before + Math.max(Date.now() - wall, performance.now() - steady);
}

/**
 * An age that is not a number is one of a record that somebody else has written.
 * @param {() => number} age
 * @param {number} lifetimeMs
 */
export const isTooOld = (age, lifetimeMs) => !(age() <= lifetimeMs);

/**
 * Calls `ring` once, when the time is over or the signal aborts, whichever comes first. Gives a function that stops it.
 * @param {number} ms
 * @param {AbortSignal | undefined} signal
 * @param {() => void} ring
 */
export function alarm(ms, signal, ring) {
  const stop = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  };
  const end = () => {
    stop();
    ring();
  };
  const timer = setTimeout(end, Math.min(ms, LONGEST_TIMER_MS));
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  return stop;
}
