'use strict';

const figures = require('./figures');
const { short } = require('./format');
const { newestFirst } = require('./markdown');

const LINE = 150;
const OURS = 'onceonly Redis, execute';

function throughput(parts, scenario, other) {
  const row = parts.express.rows.find((each) => each.scenario === scenario);
  return figures.ratioOf(figures.fieldOf(row, 'perSecond'), OURS, other).median;
}

function storeCpu({ store }) {
  const row = store.rows.find(({ width }) => width === 32);
  const cpu = figures.fieldOf(row, 'cpuUs');
  return figures.ratioOf(cpu, 'onceonly', 'ioredis, same commands').median;
}

function clusterCpu({ cluster }) {
  const row = cluster.rows.find(({ width }) => width === 32);
  const cpu = figures.fieldOf(row, 'cpuUs');
  return figures.ratioOf(cpu, 'onceonly', 'ioredis Cluster, same commands').median;
}

const fingerprintSpeed = ({ fingerprint }) =>
  figures.ratioOf(figures.fingerprintTimes(fingerprint, '8 KB'), 'sort + stringify', 'raw').median;

// `say(ratio)` writes a ratio on each version of Node; `part` is what must have been measured.
const SENTENCES = [
  {
    part: 'express',
    text: (say) =>
      `A route with fresh keys on Redis serves ${say((parts) => throughput(parts, 'fresh', 'no middleware'))} of what it serves ` +
      `without middleware, and ${say((parts) => throughput(parts, 'fresh', '@node-idempotency/core + Redis'))} of ` +
      `\`@node-idempotency/core\`. Replays serve ${say((parts) => throughput(parts, 'replay', 'no middleware'))} and ` +
      `${say((parts) => throughput(parts, 'replay', '@node-idempotency/core + Redis'))}.`,
  },
  {
    part: 'store',
    text: (say) =>
      `begin + complete take ${say(storeCpu)} of the CPU of ioredis with the same commands.`,
  },
  {
    part: 'cluster',
    text: (say) => `On a cluster they take ${say(clusterCpu)} of the CPU of its \`Cluster\`.`,
  },
  {
    part: 'fingerprint',
    text: (say) =>
      `8 KB of raw bytes are fingerprinted ${say(fingerprintSpeed)} times as fast as by sort + stringify.`,
  },
];

function wrapped(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (lines.at(-1).length + word.length >= LINE) lines.push('');
    lines[lines.length - 1] += lines.at(-1) === '' ? word : ` ${word}`;
  }
  return lines.join('\n');
}

/** The generated sentences of README.md: ratios on the newest Node, with those on the others in brackets. */
function readmeText(all) {
  const measured = newestFirst(all);
  const [[newest], ...others] = measured;
  const older = others.map(([major]) => major).join(', ');
  const brackets = older === '' ? '' : ` (in brackets: Node ${older})`;
  const say = (ratio) => {
    const [first, ...rest] = measured.map(([, parts]) => short(ratio(parts)));
    return rest.length === 0 ? first : `${first} (${rest.join(', ')})`;
  };
  const known = SENTENCES.filter(({ part }) => measured.every(([, parts]) => part in parts));
  const sentences = known.map(({ text }) => text(say));
  return wrapped([`Medians of one run on Node ${newest}${brackets}.`, ...sentences].join(' '));
}

module.exports = { readmeText };
