'use strict';

/** Calls `work` for every item, `jobs` at a time, and resolves to the results in the order of the items. */
async function inParallel(jobs, items, work) {
  const results = [];
  let next = 0;
  const takeTurns = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]);
    }
  };
  await Promise.all(Array.from({ length: jobs }, takeTurns));
  return results;
}

module.exports = { inParallel };
