'use strict';

// The commands of the interleavings, put to the functions of a store in a real database.

const { execute } = require('./commands.js');
const { Exploration } = require('./explore.js');
const { DistinctCommands } = require('./redis-commands.js');
const { RuleSteps } = require('./verb-steps.js');

// Whole calls of two clients with one fault at most: scripts/interleavings.js goes further.
const EXPLORED = { maxFaults: 1 };
// Far more than one command takes, far less than any step.
const SLOW_MS = 20_000;

/** The commands of all interleavings, each once, with the record that stands there. */
function everyCommand() {
  const exploration = new Exploration(new RuleSteps(), EXPLORED);
  exploration.run();
  const commands = new DistinctCommands();
  for (const { from, commands: asked } of exploration.edges) {
    if (asked) commands.add(from.point.record, asked);
  }
  return commands.all;
}

function ask(functions, id, { name, expected, text, ttl }) {
  if (name === 'look') return functions.look(id);
  if (name === 'insert') return functions.insert(id, Buffer.from(text), ttl);
  const next = text === null ? null : Buffer.from(text);
  return functions.swap(id, Buffer.from(expected), next, ttl ?? undefined);
}

function isSame(got, wanted) {
  if (got === null || wanted === null) return got === wanted;
  if (Buffer.from(got.record).toString() !== wanted.text) return false;
  return got.ttlMs <= wanted.left && got.ttlMs > wanted.left - SLOW_MS;
}

/** The command if the functions have taken it otherwise than a record in memory, else undefined. The record stands there. */
async function differenceOf(functions, id, { record, command }) {
  const wanted = execute(command, record);
  const got = await ask(functions, id, command);
  const isWritten = got !== null && got !== false && !('record' in got);
  const left = await functions.look(id);
  const isRight = isWritten === wanted.reply.isWritten && isSame(left, wanted.record);
  return isRight ? undefined : { record, command, wanted, got, left };
}

module.exports = { differenceOf, everyCommand };
