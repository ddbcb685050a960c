'use strict';

const { UsageError } = require('./usage-error');

/** @type {Record<string, number>} */
const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 };
const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)([smhd]?)$/;
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

module.exports = { parseSeconds, shownSeconds };
