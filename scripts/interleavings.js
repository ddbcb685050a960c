'use strict';

// Leads two clients through every interleaving with up to two faults, by the rules and the runs of verbs in C++, on a
// server that is a record in memory. Then Redis must take every command alike, and the embedded store must answer every
// call alike. Ends with one line: "<n> passed, <m> failed".
//
//   node scripts/interleavings.js            also shows that every guard taken out of a rule is caught
//   node scripts/interleavings.js --write    the same, and brings docs/internals/protocol.md up to date
//
// Needs the addon (npm run build).

const { parseArgs } = require('node:util');

const { MutantRun } = require('./modelling/mutant-run.js');
const { checkSection } = require('./modelling/page.js');
const { PROPERTIES } = require('../test/interleavings/checks.js');
const { Exploration, countInterleavings } = require('../test/interleavings/explore.js');
const { Pipeline } = require('../test/interleavings/pipeline.js');
const { DistinctCommands, RedisCommands } = require('../test/interleavings/redis-commands.js');
const { replay } = require('../test/interleavings/replay.js');
const { MemorySteps, RuleSteps, memoryVerbs } = require('../test/interleavings/verb-steps.js');
const { withRedis } = require('../test/interleavings/with-redis.js');

// Calls as single steps, and calls whose commands reach the server one by one.
const WHOLE = { maxFaults: 2 };
const PARTED = { maxFaults: 1, maxCommands: 1 };

const results = [];

function count(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

function write(line) {
  process.stdout.write(`${line}\n`);
}

function report(ok, what, text) {
  results.push(ok);
  write(`${what.padEnd(60)}${text}${ok ? '' : '  <-- failed'}`);
}

function listOf(names) {
  return names.map((name) => `\n  ${name}`).join('');
}

/** Explores with these settings, and returns the counts, or undefined if a property is broken. */
function explore(what, settings) {
  const exploration = new Exploration(new RuleSteps(), settings);
  exploration.run();
  const { broken, points, edges, roots } = exploration;
  if (broken) {
    report(false, what, `breaks ${broken.property}:${listOf(broken.steps)}`);
    return undefined;
  }
  const interleavings = countInterleavings(roots);
  const figures = `${count(points.size)} states, ${count(edges.length)} steps`;
  report(true, what, `${count(interleavings)} interleavings, ${figures}: all properties hold`);
  return { edges, interleavings, points: points.size };
}

function replayMemory({ edges }) {
  const verbs = memoryVerbs();
  try {
    const { paths, steps, differs } = replay(edges, new MemorySteps(verbs));
    const difference =
      differs &&
      `answers ${JSON.stringify(differs.got)}, not ${JSON.stringify(differs.wanted)}:${listOf(differs.names)}`;
    const figures = `${count(paths)} interleavings with every step in them, ${count(steps)} calls`;
    report(!differs, 'embedded store', difference ?? `${figures}: answers by the same rules`);
    return paths;
  } finally {
    verbs.close();
  }
}

async function checkRedis(explorations) {
  const commands = new DistinctCommands();
  for (const { from, commands: asked } of explorations.flatMap(({ edges }) => edges)) {
    if (asked) commands.add(from.point.record, asked);
  }
  const different = await withRedis(async (socket) => {
    const pipeline = new Pipeline(socket);
    const redis = new RedisCommands(pipeline);
    await redis.load();
    return redis.check(commands.all).finally(() => pipeline.close());
  });
  const size = commands.all.length;
  const text = different && `differs: ${JSON.stringify(different)}`;
  report(!different, 'Redis', text ?? `${count(size)} different commands: all taken alike`);
  return size;
}

function reportMutant({ mutant, property, steps }) {
  const verdict = property
    ? `caught by ${property}, ${steps} steps from the beginning`
    : 'SURVIVES';
  report(property !== undefined, `${mutant.verb} without ${mutant.without}`, verdict);
}

function sectionOf({ whole, parted, paths, commands }, mutants) {
  return [
    `${count(whole.interleavings)} interleavings of whole calls, which pass through ${count(whole.points)} states by ${count(whole.edges.length)} different`,
    `steps, and ${count(parted.interleavings)} of single commands with one fault at most (${count(parted.points)} states, ${count(parted.edges.length)} steps).`,
    `${PROPERTIES.size} properties hold after each step. A real Redis took each of the ${count(commands)} different commands as the record in memory did. The embedded`,
    `store was led through ${count(paths)} of the interleavings, which have all of the steps in them, and answered every call alike.`,
    '',
    'Each guard taken out of a rule is caught:',
    '',
    '| rule | without | caught by |',
    '|---|---|---|',
    ...mutants.map(
      ({ mutant, property }) => `| \`${mutant.verb}\` | ${mutant.without} | \`${property}\` |`,
    ),
  ].join('\n');
}

async function run(options) {
  const mutantRun = new MutantRun();
  const whole = explore('whole calls', WHOLE);
  const parted = whole && explore('single commands', PARTED);
  if (parted === undefined) return mutantRun.stop();
  const paths = replayMemory(whole);
  const commands = await checkRedis([whole, parted]);
  const mutants = await mutantRun.results();
  mutants.forEach(reportMutant);
  const section = sectionOf({ whole, parted, paths, commands }, mutants);
  const problem = checkSection('interleavings', section, options);
  report(problem === null, 'docs/internals/protocol.md', problem ?? 'says the same');
}

async function main() {
  const { values: options } = parseArgs({ options: { write: { type: 'boolean' } } });
  await run(options);
  const passed = results.filter(Boolean).length;
  write('');
  write(`${passed} passed, ${results.length - passed} failed`);
  process.exitCode = passed === results.length ? 0 : 1;
}

main();
