'use strict';

const tables = require('./tables');
const { targets } = require('./targets');

const TITLES = {
  fresh: 'Fresh keys',
  replay: 'Replays',
  mixed: 'One in ten replayed',
  racing: 'Pairs of duplicates that race',
};

function aboutRun(name, { environment, rounds, seconds }) {
  const { date, node, redis, processor, cores, system, load } = environment;
  const machine = `${cores} cores of ${processor}, ${system}, load ${load.toFixed(1)} at the start`;
  return `\`npm run bench -- ${name}\`, ${date.slice(0, 10)}, Node ${node}, Redis ${redis}, ${machine}; ${rounds} rounds, ${seconds} s.`;
}

function peers({ environment }) {
  return Object.entries(environment.peers)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

const SECTIONS = {
  fingerprint(part) {
    const [bySize, byKind] = tables.fingerprintTables(part);
    return [
      'MB of JSON per second of CPU time, all kinds of documents of one size together (range of the rounds in brackets).',
      bySize,
      'Each kind of document, medians.',
      byKind,
    ];
  },
  store: (part) => [
    `Per pair, with a payload of ${part.payloadBytes} bytes, on one connection over TCP; CPU of the Node process.`,
    tables.storeTable(part),
  ],
  express: (part) => [
    `Express 5, ${part.width} connections with keep-alive, ${part.turns} turns of ${part.durationMs} ms in each round; CPU of the app process per request, ` +
      'and what it adds to that of the route without middleware.',
    ...tables.expressTables(part).flatMap(([name, table]) => [`#### ${TITLES[name]}`, table]),
  ],
  growth: (part) => ['Medians with the range of the rounds.', ...tables.growthTables(part)],
};

/** The generated section of docs/performance.md. */
function markdown(parts) {
  const lines = [
    '![Medians and ranges of the last run](performance.svg)',
    '### Targets',
    'Each ratio is taken round by round, of contenders that ran in turn; the interval holds the median of the ratios with ' +
      '95% at least. *Met*: the median reaches the target. *Open*: only the interval does, so that a quieter machine must ' +
      'tell. *Missed*: not even the interval does.',
    tables.targetTable(targets(parts)),
  ];
  for (const [name, section] of Object.entries(SECTIONS)) {
    if (parts[name] === undefined) continue;
    lines.push(`### ${name[0].toUpperCase()}${name.slice(1)}`);
    lines.push(aboutRun(name, parts[name]), ...section(parts[name]));
  }
  lines.push('### Versions', `${peers(Object.values(parts)[0])}.`);
  return lines.join('\n\n');
}

module.exports = { markdown };
