'use strict';

const { summary } = require('../harness/statistics');
const figures = require('./figures');
const { newestFirst } = require('./markdown');

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

function fingerprintPanel(part) {
  const size = figures.sizesOf(part).includes('8 KB') ? '8 KB' : '130 B';
  const times = figures.fingerprintTimes(part, size);
  const count = part.rows.filter((row) => row.size === size).length;
  const rates = Object.entries(times).map(([name, all]) => [name, all.map((us) => count / us)]);
  return [`fingerprint of ${size} of JSON, MB per second of CPU`, Object.fromEntries(rates)];
}

function panels({ fingerprint, store, express }) {
  const result = [];
  if (express) {
    const fresh = express.rows.find(({ scenario }) => scenario === 'fresh');
    const field = (name) => figures.fieldOf(fresh, name);
    result.push(['Express, fresh keys, requests per second', field('perSecond')]);
    result.push(['Express, fresh keys, CPU us of the app per request', field('cpuUs')]);
    result.push(['Express, fresh keys, CPU us of redis-server per request', field('redisCpuUs')]);
  }
  if (store) {
    const row = store.rows.find(({ width }) => width === 32);
    const title = 'begin + complete, 32 in flight, CPU us of the Node process per pair';
    result.push([title, figures.fieldOf(row, 'cpuUs')]);
  }
  if (fingerprint) result.push(fingerprintPanel(fingerprint));
  return result;
}

/** The main figures on the newest Node as an SVG: bars are medians, lines are ranges. */
function plot(results) {
  const [[major, parts]] = newestFirst(results);
  let top = 8;
  const all = [];
  for (const [title, values] of panels(parts)) {
    const { parts: drawn, bottom } = bars(`Node ${major}: ${title}`, values, top);
    all.push(...drawn);
    top = bottom;
  }
  const size = `width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}"`;
  const font = 'font-family="system-ui, sans-serif" font-size="13" fill="#222"';
  const ground = `<rect width="${WIDTH}" height="${top}" fill="#fff"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font}>\n${ground}\n${all.join('\n')}\n</svg>\n`;
}

module.exports = { plot };
