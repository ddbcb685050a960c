'use strict';

const { summary } = require('../harness/statistics');

/** A number with three significant digits, and no exponent. */
function short(value) {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return Number(value.toPrecision(3)).toString();
}

/** A Markdown table. */
function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** The median and the range of values. */
function withRange(values) {
  const { median, low, high } = summary(values);
  return `${short(median)} (${short(low)}-${short(high)})`;
}

module.exports = { short, table, withRange };
