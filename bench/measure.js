'use strict';

/** The middle one of some numbers. */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** Microseconds of CPU time that this process spends in `work()`. */
async function cpuMicroseconds(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/**
 * Runs every contender once per round, in turn, after one round that is not counted. `contenders`: name -> async
 * function. Gives name -> median CPU microseconds.
 */
async function alternate(contenders, rounds) {
  const taken = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, work] of Object.entries(contenders)) {
      const spent = await cpuMicroseconds(work);
      if (round >= 0) taken[name].push(spent);
    }
  }
  return Object.fromEntries(Object.entries(taken).map(([name, all]) => [name, median(all)]));
}

module.exports = { alternate };
