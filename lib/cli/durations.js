'use strict';

const { UsageError } = require('./usage-error');

/** @type {Record<string, number>} */
const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 };
const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)([smhd]?)$/;
const [SHORTEST_S, LONGEST_S] = [0.01, 24 * UNITS.d];
const STEPS = /** @type {const} */ (['d', 'h', 'm', 's']);

/**
 * Seconds of a text such as `90`, `90s`, `15m`, `2h` or `7d`.
 * @param {string} name  Of the option.
 * @param {string} text
 * @returns {number}
 */
function parseSeconds(name, text) {
  const [, number, unit] = DURATION.exec(text) ?? [];
  if (number === undefined) {
    throw new UsageError(`--${name} must be a time such as 90, 90s, 15m, 2h or 7d.`);
  }
  return Number(number) * UNITS[unit || 's'];
}

/**
 * The same for a timer, which counts at most 2^31 milliseconds.
 * @param {string} name
 * @param {string} text
 */
function timerSeconds(name, text) {
  const seconds = parseSeconds(name, text);
  if (seconds >= SHORTEST_S && seconds <= LONGEST_S) return seconds;
  throw new UsageError(`--${name} must be from ${SHORTEST_S}s to ${LONGEST_S / UNITS.d}d.`);
}

/**
 * Seconds for people: the two largest units, `2h 5m`.
 * @param {number | null} seconds
 */
function shownSeconds(seconds) {
  if (seconds === null) return '';
  if (seconds < 10) return `${Math.max(0, Math.round(seconds * 10) / 10)}s`;
  let left = Math.round(seconds);
  const parts = [];
  for (const unit of STEPS) {
    const count = Math.floor(left / UNITS[unit]);
    left -= count * UNITS[unit];
    if (count > 0 || parts.length > 0) parts.push(`${count}${unit}`);
  }
  return parts.slice(0, 2).join(' ');
}

module.exports = { parseSeconds, shownSeconds, timerSeconds };
