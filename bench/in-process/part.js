'use strict';

const path = require('node:path');
const { addedHeaders, checkVariant } = require('../express/answers');
const { VARIANTS } = require('../express/variants');
const { compare } = require('./compare');
const { measureSeals } = require('./seals');

const WORKER = path.join(__dirname, 'worker.js');
const COMPARED = [
  'no middleware',
  'floor',
  'onceonly Redis, execute',
  'onceonly Redis, route',
  'onceonly Redis, response',
  'onceonly Redis, encrypted',
  'onceonly memory, execute',
  '@node-idempotency/core + Redis',
];
const BEFORE = ', before';
const ALSO_BEFORE = ['onceonly Redis, execute', 'onceonly Redis, response'];

/**
 * An Express 5 app that is called without a network: see compare(). `before` is the folder of an older build, measured as well. And `seals`:
 * see measureSeals().
 */
async function inProcessPart({ isSmoke, before }) {
  const figures = await compare({
    isSmoke,
    contenders: (port) => contenders(port, before),
    check,
  });
  return { ...figures, seals: await measureSeals({ isSmoke }) };
}

function contenders(port, before) {
  const entry = (name, ...rest) => ({ file: WORKER, args: [name, String(port), ...rest] });
  const all = COMPARED.map((name) => [name, entry(name)]);
  const older = ALSO_BEFORE.map((name) => [`${name}${BEFORE}`, entry(name, before)]);
  return Object.fromEntries(before === undefined ? all : [...all, ...older]);
}

/** Every app answers as it should, and the floor sends the headers that the product sends. */
async function check(children) {
  const answers = {};
  for (const [name, child] of Object.entries(children)) {
    await child.call('mount');
    const load = { call: (method, _, key) => child.call(method, `${key}-${process.pid}`) };
    const variant = { name, ...VARIANTS[name.replace(BEFORE, '')] };
    answers[name] = await checkVariant(variant, child, load);
  }
  const headers = addedHeaders(answers);
  for (const child of Object.values(children)) await child.call('useHeaders', headers);
}

module.exports = { inProcessPart };
