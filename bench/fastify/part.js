'use strict';

const path = require('node:path');
const { checkVariant } = require('../express/answers');
const { compare } = require('../in-process/compare');
const { VARIANTS } = require('./variants');

const WORKER = path.join(__dirname, 'worker.js');

/** Apps of Fastify 5 and Express 5 that are called without a network: rows as of the part `in-process`. */
function fastifyPart({ isSmoke }) {
  const contenders = (port) =>
    Object.fromEntries(
      Object.keys(VARIANTS).map((name) => [name, { file: WORKER, args: [name, String(port)] }]),
    );
  return compare({ isSmoke, contenders, check });
}

async function check(children) {
  for (const [name, child] of Object.entries(children)) {
    await child.call('mount');
    const load = { call: (method, _, key) => child.call(method, `${key}-${process.pid}`) };
    await checkVariant({ name, ...VARIANTS[name] }, child, load);
  }
}

module.exports = { fastifyPart };
