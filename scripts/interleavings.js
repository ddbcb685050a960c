'use strict';

// Drives the real scripts on a real Redis, and the embedded store, through every interleaving of two clients with up to
// two faults, and ends with one line: "<n> passed, <m> failed".
//
//   node scripts/interleavings.js            also shows that every guard taken out of a script is caught
//   node scripts/interleavings.js --write    the same, and brings docs/internals/protocol.md up to date

const { parseArgs } = require('node:util');

const { checkSection } = require('./modelling/page.js');
const { PROPERTIES } = require('../test/interleavings/checks.js');
const { Exploration, countInterleavings } = require('../test/interleavings/explore.js');
const { LUA_MUTANTS, mutated } = require('../test/interleavings/lua-mutants.js');
const { Pipeline } = require('../test/interleavings/pipeline.js');
const { RedisSteps, scriptTexts } = require('../test/interleavings/redis-steps.js');
const { replay } = require('../test/interleavings/replay.js');
const { VerbSteps, memoryVerbs } = require('../test/interleavings/verb-steps.js');
const { withRedis } = require('../test/interleavings/with-redis.js');

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

async function exploreRedis(redisSteps) {
  await redisSteps.load(scriptTexts());
  const exploration = new Exploration(redisSteps);
  await exploration.run();
  const { broken, points, edges } = exploration;
  if (broken) {
    report(false, 'Redis', `breaks ${broken.property}:${listOf(broken.steps)}`);
    return undefined;
  }
  const interleavings = countInterleavings(exploration.roots);
  const figures = `${count(points.size)} states, ${count(edges.length)} steps`;
  report(true, 'Redis', `${count(interleavings)} interleavings, ${figures}: all properties hold`);
  return { exploration, interleavings };
}

function replayMemory({ edges }) {
  const verbs = memoryVerbs();
  try {
    const { paths, steps, differs } = replay(edges, new VerbSteps(verbs));
    const difference =
      differs &&
      `answers ${JSON.stringify(differs.got)}, not ${JSON.stringify(differs.wanted)}:${listOf(differs.names)}`;
    const figures = `${count(paths)} interleavings with every step in them, ${count(steps)} calls`;
    report(!differs, 'embedded store', difference ?? `${figures}: answers as Redis does`);
    return { paths };
  } finally {
    verbs.close();
  }
}

async function checkMutant(redisSteps, { points, edges }, mutant) {
  const { verb, without } = mutant;
  await redisSteps.load(
    scriptTexts((name, text) => (name === verb ? mutated(text, mutant) : text)),
  );
  const exploration = new Exploration(redisSteps, points);
  await exploration.runAgain(edges.filter(({ step }) => step.call?.verb === verb));
  const { broken } = exploration;
  const verdict = broken
    ? `caught by ${broken.property}, ${broken.steps.length} steps from the beginning`
    : 'SURVIVES';
  report(broken !== null, `${verb} without ${without}`, verdict);
  return { verb, without, property: broken?.property };
}

function sectionOf({ interleavings, exploration }, { paths }, mutants) {
  return [
    `${count(interleavings)} interleavings, which pass through ${count(exploration.points.size)} states by`,
    `${count(exploration.edges.length)} different steps. Every step was taken by the scripts on Redis, and ${PROPERTIES.size} properties hold`,
    `after each. The embedded store was led through ${count(paths)} of the interleavings, which have all of the steps in them, and`,
    'answered every call as Redis did.',
    '',
    'Each guard taken out of a script is caught:',
    '',
    '| script | without | caught by |',
    '|---|---|---|',
    ...mutants.map(
      ({ verb, without, property }) => `| \`${verb}\` | ${without} | \`${property}\` |`,
    ),
  ].join('\n');
}

async function run(socket, options) {
  const pipeline = new Pipeline(socket);
  try {
    const redisSteps = new RedisSteps(pipeline);
    const found = await exploreRedis(redisSteps);
    if (found === undefined) return;
    const memory = replayMemory(found.exploration);
    const mutants = [];
    for (const mutant of LUA_MUTANTS) {
      mutants.push(await checkMutant(redisSteps, found.exploration, mutant));
    }
    const problem = checkSection('interleavings', sectionOf(found, memory, mutants), options);
    report(problem === null, 'docs/internals/protocol.md', problem ?? 'says the same');
  } finally {
    pipeline.close();
  }
}

async function main() {
  const { values: options } = parseArgs({ options: { write: { type: 'boolean' } } });
  await withRedis((socket) => run(socket, options));
  const passed = results.filter(Boolean).length;
  write('');
  write(`${passed} passed, ${results.length - passed} failed`);
  process.exitCode = passed === results.length ? 0 : 1;
}

main();
