'use strict';

const tables = require('./tables');
const { targets } = require('./targets');

const SCENARIOS = {
  fresh: 'Fresh keys',
  replay: 'Replays',
  mixed: 'One in ten replayed',
  racing: 'Pairs of duplicates that race',
};

/** major version -> parts, the newest first. */
const newestFirst = (all) => Object.entries(all).sort(([a], [b]) => Number(b) - Number(a));

function aboutRun(name, major, { environment, rounds, seconds }) {
  const { date, node, redis, processor, cores, system, load } = environment;
  const machine = `${cores} cores of ${processor}, ${system}, load ${load.toFixed(1)} at the start`;
  const command = `npm run bench -- ${name} --node ${major}`;
  return `\`${command}\`, ${date.slice(0, 10)}, Node ${node}, Redis ${redis}, ${machine}. ${rounds} rounds, ${seconds} s.`;
}

// Results of earlier versions have none.
const sealsOf = ({ seals }) =>
  seals === undefined ? [] : ['#### Encryption of a result', tables.sealsTable(seals)];

const SECTIONS = {
  express: (part) => [
    `Express 5, ${part.width} connections with keep-alive. ${part.turns} turns of ${part.durationMs} ms in each round, fewer for the ` +
      'last two tables. CPU of the app process and of redis-server per request, and what a request costs the app more than ' +
      'one without middleware.',
    ...part.rows.flatMap((row) => [`#### ${SCENARIOS[row.scenario]}`, tables.expressTable(row)]),
  ],
  'in-process': (part) => [
    `CPU of the app process per request, 32 at a time, in microseconds. The least of ${part.slices} slices in each round.`,
    ...part.rows.flatMap((row) => [`#### ${SCENARIOS[row.scenario]}`, tables.inProcessTable(row)]),
    ...sealsOf(part),
  ],
  listeners: (part) => [
    'CPU of the app process per request, 32 at a time, in microseconds, and what a request costs more while somebody listens. Both of ' +
      `one process, by turns: the lower quartile of ${part.slices} short slices of each in a round, of which few collect garbage.`,
    ...part.rows.flatMap((row) => [`#### ${SCENARIOS[row.scenario]}`, tables.listenersTable(row)]),
  ],
  fastify: (part) => [
    'As the table above, with Fastify 5 and Express 5. `@node-idempotency/fastify` is not in the registry, so the core of that package ' +
      'stands in hooks here. A replay of response mode spares Express its `res.json()`, which takes it longer than a whole request takes ' +
      'Fastify. Fastify has nothing like that to spare, so that goal is out of reach.',
    ...part.rows.flatMap((row) => [`#### ${SCENARIOS[row.scenario]}`, tables.cpuTable(row)]),
  ],
  store: (part) => [
    `Per pair, with a payload of ${part.payloadBytes} bytes, on one connection over TCP. CPU of the Node process and of redis-server.`,
    tables.storeTable(part),
  ],
  cluster: (part) => [
    `As above, on a cluster of ${part.primaries} primaries. CPU of all its servers together. One client has one server.`,
    tables.storeTable(part),
    ...(part.oneFrozen === undefined ? [] : oneFrozenSection(part.oneFrozen)),
  ],
  sqlite: (part) => [
    `Per pair, with a payload of ${part.payloadBytes} bytes. Each commit waits for the disk. CPU of the Node process, in which SQLite ` +
      'runs, and the longest time in a slice for which its loop stood still. Redis keeps nothing on a disk here.',
    tables.pairsTable(part),
  ],
  postgres: (part) => [
    `Per pair, with a payload of ${part.payloadBytes} bytes, on PostgreSQL ${part.postgres} over a socket. Each commit waits for the ` +
      'disk, and each contender has 16 connections. CPU of the Node process. The last three write an order as well, by `execute`, with 32 ' +
      'connections in all. The order is one INSERT, a transaction between begin and complete, or it commits with its result. The store ' +
      'of `steadykey` prepares no statement, and compares nothing when it writes a result.',
    tables.pairsTable(part),
  ],
  fingerprint: (part) => [
    'MB of JSON per second of CPU time, all kinds of documents of one size together (range of the rounds in brackets).',
    tables.fingerprintTable(part),
  ],
  growth: (part) => ['Medians with the range of the rounds.', ...tables.growthTables(part)],
};

const oneFrozenSection = (row) => [
  'Our client again, while one primary is frozen and some requests still ask for its keys. 32 pairs in flight go to the other shards.',
  tables.oneFrozenTable(row),
];

const INTRODUCTION =
  'Each ratio is taken round by round, between contenders that ran in turn. The interval holds the median of the ratios with ' +
  '95% at least. *Met*: the interval reaches the target. If its median does not, the distance is given. *Missed*: all of the ' +
  'interval misses, by the distance of its median. For *CPU added* the interval is of what we add beyond the target, in ' +
  'microseconds per request: zero or less is within it.';

const TABLES_INTRODUCTION =
  'Written by `npm run bench`. [Performance](../../docs/internals/performance.md) says what is measured and how, which targets ' +
  'there are, and why some are missed.';

function misses(all) {
  const missed = all.filter(({ isMet }) => !isMet).map(({ what, verdict }) => `- ${what}: ${verdict}`); // prettier-ignore
  return missed.length === 0 ? 'No target was missed.' : `Missed:\n\n${missed.join('\n')}`;
}

function titleOf(name) {
  if (name === 'in-process') return 'Express without a network';
  if (name === 'sqlite') return 'SQLite';
  if (name === 'postgres') return 'PostgreSQL';
  if (name === 'listeners') return 'Metrics and other listeners';
  return name[0].toUpperCase() + name.slice(1);
}

const targetSections = (major, parts) => {
  const all = targets(parts);
  return [`## Node ${major}`, tables.targetTable(all), misses(all)];
};

function tableSections(major, parts) {
  const lines = [`## Node ${major}`];
  for (const [name, section] of Object.entries(SECTIONS)) {
    const part = parts[name];
    if (part === undefined) continue;
    lines.push(`### ${titleOf(name)} on Node ${major}`, aboutRun(name, major, part));
    lines.push(...section(part));
  }
  return lines;
}

function versions(all) {
  const [[, parts]] = newestFirst(all);
  const { peers } = Object.values(parts)[0].environment;
  const list = Object.entries(peers).map(([name, version]) => `${name} ${version}`);
  return `${list.join(', ')}.`;
}

/** The generated section of docs/internals/performance.md, from `all`: major version of Node -> parts. */
function targetsPage(all) {
  const lines = ['![Medians and ranges of the last run](performance.svg)', INTRODUCTION];
  for (const [major, parts] of newestFirst(all)) lines.push(...targetSections(major, parts));
  return lines.join('\n\n');
}

/** All of bench/results/README.md. */
function tablesPage(all) {
  const lines = ['# Results', TABLES_INTRODUCTION];
  for (const [major, parts] of newestFirst(all)) lines.push(...tableSections(major, parts));
  lines.push('## Versions of the peers', versions(all));
  return `${lines.join('\n\n')}\n`;
}

module.exports = { newestFirst, tablesPage, targetsPage };
