'use strict';

const { median, medianInterval } = require('../../harness/statistics');
const { short } = require('../format');

const atLeast = (bound) => ({ bound, reached: ([, high]) => high >= bound, text: `>= ${bound}` });
const atMost = (bound) => ({ bound, reached: ([low]) => low <= bound, text: `<= ${bound}` });
const within = (from, to) => ({
  bound: 1,
  reached: ([low, high]) => high >= from && low <= to,
  text: `${from} to ${to}`,
});

const range = ([low, high]) => `${short(low)} to ${short(high)}`;

// The interval decides, and what the median lacks is said all the same.
function verdictOf(isMet, isMedianMet, distance) {
  if (isMedianMet) return 'met';
  return isMet ? `met, median off by ${distance}` : `missed by ${distance}`;
}

/** How near `{ median, interval }` came to a goal. A target is missed when all of the interval misses it. */
function reach(what, goal, { median: middle, interval }) {
  const isMet = goal.reached(interval);
  const distance = `${(Math.abs(middle / goal.bound - 1) * 100).toFixed(0)}%`;
  return {
    what,
    target: goal.text,
    measured: short(middle),
    interval: range(interval),
    isMet,
    verdict: verdictOf(isMet, goal.reached([middle, middle]), distance),
  };
}

// What an addition may be: `share` of the other one, and as much nearer to zero when the other one is a gain.
const allowed = (us, share) => us + (share - 1) * Math.abs(us);

/**
 * Is the CPU that we add at most `share` of what another one adds? Additions are small beside what they are taken from, and
 * may be below zero, so that their ratio jumps. What is judged is by how many microseconds ours is over what it may be.
 */
function reachShare(what, share, ours, theirs) {
  const over = ours.map((us, round) => us - allowed(theirs[round], share));
  const interval = medianInterval(over);
  const excess = median(over);
  const [own, other] = [median(ours), median(theirs)];
  const isMet = interval[0] <= 0;
  const ratio = other > 0 ? `${short(own / other)}: ` : '';
  return {
    what,
    target: `<= ${share}`,
    measured: `${ratio}${short(own)} of ${short(other)} us`,
    interval: `${range(interval)} us over`,
    isMet,
    verdict: verdictOf(isMet, excess <= 0, `${short(excess)} us`),
  };
}

/** Is it at most `us` microseconds more? `added` is by round. */
function reachAddition(what, us, added) {
  const interval = medianInterval(added);
  const middle = median(added);
  return {
    what,
    target: `<= ${us} us`,
    measured: `${short(middle)} us`,
    interval: `${range(interval)} us`,
    isMet: interval[0] <= us,
    verdict: verdictOf(interval[0] <= us, middle <= us, `${short(middle - us)} us`),
  };
}

module.exports = { atLeast, atMost, reach, reachAddition, reachShare, within };
