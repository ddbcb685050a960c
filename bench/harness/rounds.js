'use strict';

const { mean } = require('./statistics');

/**
 * Runs every contender `turns` times in each round, one after the other, after `warmUps` rounds that are not counted. Each
 * turn begins with another one, so that none always follows the same; the mean of its turns is a contender's sample of the
 * round. So what disturbs the machine for a while disturbs all of them.
 *
 * `contenders`: name -> `async () => sample`, a number or an object of numbers; gives name -> samples by round.
 */
async function alternate(contenders, rounds, { warmUps = 1, turns = 1 } = {}) {
  const names = Object.keys(contenders);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  let first = 0;
  for (let round = -warmUps; round < rounds; round++) {
    const taken = Object.fromEntries(names.map((name) => [name, []]));
    for (let turn = 0; turn < turns; turn++, first++) {
      for (let i = 0; i < names.length; i++) {
        const name = names[(i + first) % names.length];
        taken[name].push(await contenders[name]());
      }
    }
    if (round < 0) continue;
    for (const name of names) samples[name].push(mean(taken[name]));
  }
  return samples;
}

module.exports = { alternate };
