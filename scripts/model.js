'use strict';

// Checks the model of the protocol with spin, and ends with one line: "<n> passed, <m> failed".
//
//   node scripts/model.js            what is promised holds, what is not breaks, every mutant is caught
//   node scripts/model.js --write    the same, and brings docs/internals/protocol.md up to date
//   node scripts/model.js --whole    also two clients under all faults at once: minutes, and 4 GB

const os = require('node:os');
const { parseArgs } = require('node:util');

const { MUTANTS } = require('./modelling/mutants.js');
const { checkSection } = require('./modelling/page.js');
const { LIMITS, PROMISES, WHOLE } = require('./modelling/scenarios.js');
const { namesInModel, search } = require('./modelling/spin.js');
const { inParallel } = require('./modelling/in-parallel.js');

const OPTIONS = { write: { type: 'boolean' }, whole: { type: 'boolean' } };
const { properties, guards } = namesInModel();

function count(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

function write(line) {
  process.stdout.write(`${line}\n`);
}

/** Prints the result of one search, and adds `ok` and `verdict` to it. */
function judge(entry, { states, broken, unreached }, ok, verdict) {
  const place = `${entry.name ?? entry.guard}`.padEnd(34);
  write(`${place}${count(states).padStart(12)} states  ${verdict}${ok ? '' : '  <-- failed'}`);
  return { ...entry, states, broken, unreached, ok, verdict };
}

async function checkPromise(entry) {
  const found = await search(entry.name, entry.flags, { optimise: entry === WHOLE });
  const verdict = found.broken === null ? 'everything holds' : `breaks ${found.broken}`;
  return judge(entry, found, found.broken === null, verdict);
}

async function checkLimit(entry) {
  const found = await search(entry.name, entry.flags, { optimise: false });
  const verdict = found.broken === null ? 'holds' : `breaks ${found.broken}, as it must`;
  return judge(entry, found, found.broken === entry.wanted, verdict);
}

async function checkMutant(entry) {
  const flags = { ...entry.flags, WITHOUT: entry.guard };
  const found = await search(`without ${entry.guard}`, flags, { optimise: false });
  const verdict = found.broken === null ? 'SURVIVES' : `caught by ${found.broken}`;
  return judge(entry, found, found.broken !== null, verdict);
}

/** A part of the model that nothing reaches would make every verdict on it empty. */
function checkReach(promises) {
  const [first, ...others] = promises.map(({ unreached }) => new Set(unreached));
  const never = [...first].filter((place) => others.every((unreached) => unreached.has(place)));
  write(`never reached: ${never.length === 0 ? 'nothing' : never.join('; ')}`);
  return never.length === 0;
}

function checkGuards() {
  const missing = guards.filter((name) => !MUTANTS.some(({ guard }) => guard === name));
  write(`guards without a mutant: ${missing.length === 0 ? 'none' : missing.join(', ')}`);
  return missing.length === 0;
}

function sectionOf(promises, limits, mutants) {
  const total = promises.reduce((sum, { states }) => sum + states, 0);
  const rows = (entries, cells) => entries.map((entry) => `| ${cells(entry).join(' | ')} |`);
  return [
    `${properties.length} properties, and an answer for everybody who waits, hold in every state of these runs,`,
    `${count(total)} states in all:`,
    '',
    '| what strikes | states |',
    '|---|---|',
    ...rows(promises, ({ name, states }) => [name, count(states)]),
    '',
    'These must break, and do:',
    '',
    '| what is not promised | property that breaks |',
    '|---|---|',
    ...rows(limits, ({ name, broken }) => [name, `\`${broken}\``]),
    '',
    'Each guard taken away is caught by a property:',
    '',
    '| guard of the model | without it | caught by |',
    '|---|---|---|',
    ...rows(mutants, ({ guard, without, broken }) => [`\`${guard}\``, without, `\`${broken}\``]),
  ].join('\n');
}

async function main() {
  const { values: options } = parseArgs({ options: OPTIONS });
  const jobs = os.availableParallelism();
  const promises = await inParallel(
    jobs,
    [...PROMISES, ...(options.whole ? [WHOLE] : [])],
    checkPromise,
  );
  write('');
  const limits = await inParallel(jobs, LIMITS, checkLimit);
  write('');
  const mutants = await inParallel(jobs, MUTANTS, checkMutant);
  write('');
  const usual = promises.slice(0, PROMISES.length);
  const checks = [checkReach(usual), checkGuards()];
  const problem = checkSection('model', sectionOf(usual, limits, mutants), options);
  if (problem) write(problem);
  const results = [...promises, ...limits, ...mutants].map(({ ok }) => ok);
  results.push(...checks, problem === null);
  const passed = results.filter(Boolean).length;
  write('');
  write(`${passed} passed, ${results.length - passed} failed`);
  process.exitCode = passed === results.length ? 0 : 1;
}

main();
