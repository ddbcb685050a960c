'use strict';

const path = require('node:path');
const { parseArgs } = require('node:util');
const { presentNodes } = require('../scripts/node-versions');

const PARTS = [
  'fingerprint',
  'store',
  'cluster',
  'sqlite',
  'postgres',
  'express',
  'in-process',
  'listeners',
  'fastify',
  'growth',
];
// The first version of Node that has what a part measures.
const NEEDS = { sqlite: 22 };
const PUBLISHED = ['26', '24'];
const USAGE = `usage: node bench/run.js [${PARTS.join(' | ')}] ... [--node 26,24] [--before FOLDER] [--smoke]`;

const FLAGS = {
  node: { type: 'string' },
  before: { type: 'string' },
  smoke: { type: 'boolean', default: false },
};

function parsed(args) {
  try {
    return parseArgs({ args, options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw new Error(`${error.message}\n${USAGE}`);
  }
}

function nodesOf(list, isSmoke) {
  if (list === undefined) return isSmoke ? presentNodes() : PUBLISHED;
  const majors = list.split(',');
  const wrong = majors.find((each) => !/^\d+$/.test(each));
  if (wrong === undefined) return majors;
  throw new Error(`--node takes major versions, as in 26,24 (received '${list}')\n${USAGE}`);
}

/**
 * What a run is asked for: `{ names, majors, isSmoke, before }`. Without `--node` a full run measures the versions that
 * docs/internals/performance.md shows, and a smoke run those that need no download.
 */
function readOptions(args) {
  const { values, positionals } = parsed(args);
  const unknown = positionals.find((name) => !PARTS.includes(name));
  if (unknown !== undefined) throw new Error(`there is no part '${unknown}'\n${USAGE}`);
  return {
    names: positionals.length > 0 ? positionals : PARTS,
    majors: nodesOf(values.node, values.smoke),
    isSmoke: values.smoke,
    before: values.before === undefined ? undefined : path.resolve(values.before),
  };
}

/** The parts of these names that a version of Node can run. */
function partsFor(major, names) {
  return names.filter((name) => Number(major) >= (NEEDS[name] ?? 0));
}

module.exports = { partsFor, readOptions };
