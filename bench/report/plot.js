'use strict';

const { summary } = require('../harness/statistics');
const figures = require('./figures');

const WIDTH = 760;
const LABELS = 240;
const BAR = 16;
const GAP = 6;
const TITLE = 34;

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const text = (x, y, content, style = '') => `<text x="${x}" y="${y}" ${style}>${escape(content)}</text>`; // prettier-ignore

function bars(title, values, top) {
  const entries = Object.entries(values).map(([name, all]) => [name, summary(all)]);
  const most = Math.max(...entries.map(([, { high }]) => high));
  const scale = (value) => (value / most) * (WIDTH - LABELS - 80);
  const parts = [text(8, top + 20, title, 'font-weight="bold"')];
  for (const [i, [name, { median, low, high }]] of entries.entries()) {
    const y = top + TITLE + i * (BAR + GAP);
    const colour = /^(onceonly|raw|parsed)/.test(name) ? '#1a7f5a' : '#8a94a0';
    const middle = y + BAR / 2;
    parts.push(
      text(LABELS - 8, y + 12, name, 'text-anchor="end"'),
      `<rect x="${LABELS}" y="${y}" width="${scale(median).toFixed(1)}" height="${BAR}" fill="${colour}"/>`,
      `<path d="M${(LABELS + scale(low)).toFixed(1)} ${middle}H${(LABELS + scale(high)).toFixed(1)}" stroke="#222"/>`,
      text((LABELS + scale(high) + 6).toFixed(1), y + 12, String(Number(median.toPrecision(3)))),
    );
  }
  return { parts, bottom: top + TITLE + entries.length * (BAR + GAP) + 12 };
}

function panels({ fingerprint, store, express }) {
  const result = [];
  if (fingerprint) {
    const size = figures.sizesOf(fingerprint).includes('8 KB') ? '8 KB' : '130 B';
    const times = figures.fingerprintTimes(fingerprint, size);
    const count = fingerprint.rows.filter((row) => row.size === size).length;
    const rates = Object.entries(times).map(([name, all]) => [name, all.map((us) => count / us)]);
    result.push([
      `Fingerprint of ${size} of JSON, MB per second of CPU`,
      Object.fromEntries(rates),
    ]);
  }
  if (store) {
    const { 'redis-benchmark': limit, ...samples } = store.rows.find(({ width }) => width === 32).samples; // prettier-ignore
    const title = 'begin + complete, 32 in flight, CPU microseconds of the Node process per pair';
    if (limit) result.push([title, figures.fieldOf({ samples }, 'cpuUs')]);
  }
  if (express) {
    const fresh = express.rows.find(({ scenario }) => scenario === 'fresh');
    result.push(['Express, fresh keys, requests per second', figures.fieldOf(fresh, 'perSecond')]);
    result.push(['Express, fresh keys, CPU microseconds per request', figures.fieldOf(fresh, 'cpuUs')]); // prettier-ignore
  }
  return result;
}

/** The main figures as an SVG: bars are medians, lines are ranges. */
function plot(parts) {
  let top = 8;
  const all = [];
  for (const [title, values] of panels(parts)) {
    const { parts: drawn, bottom } = bars(title, values, top);
    all.push(...drawn);
    top = bottom;
  }
  const size = `width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}"`;
  const font = 'font-family="system-ui, sans-serif" font-size="13" fill="#222"';
  const ground = `<rect width="${WIDTH}" height="${top}" fill="#fff"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font}>\n${ground}\n${all.join('\n')}\n</svg>\n`;
}

module.exports = { plot };
