'use strict';

/**
 * Runs every contender once per round, after `warmUps` rounds that are not counted. Each round begins with another one,
 * so that none always follows the same. `contenders`: name -> `async () => sample`; gives name -> samples by round.
 */
async function alternate(contenders, rounds, warmUps = 1) {
  const names = Object.keys(contenders);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUps; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round + warmUps) % names.length];
      const sample = await contenders[name]();
      if (round >= 0) samples[name].push(sample);
    }
  }
  return samples;
}

module.exports = { alternate };
