'use strict';

// Runs in the Node that is measured, so that all its children do too. run.js starts it and calls `measure`.

const { strict: assert } = require('node:assert');
const { environment } = require('./harness/environment');
const { serve } = require('./harness/serve');

const PARTS = {
  fingerprint: () => require('./fingerprint/part').fingerprintPart,
  store: () => require('./store/part').storePart,
  cluster: () => require('./cluster/part').clusterPart,
  sqlite: () => require('./sqlite/part').sqlitePart,
  postgres: () => require('./postgres/part').postgresPart,
  express: () => require('./express/part').expressPart,
  'in-process': () => require('./in-process/part').inProcessPart,
  listeners: () => require('./listeners/part').listenersPart,
  fastify: () => require('./fastify/part').fastifyPart,
  growth: () => require('./growth/part').growthPart,
};

// A part that measured nothing would be reported as well as any other.
function checkFigures(value, where) {
  if (typeof value === 'number') assert.ok(Number.isFinite(value), `${where} is ${value}`);
  if (Array.isArray(value)) assert.ok(value.length > 0, `${where} is empty`);
  if (value === null || typeof value !== 'object') return;
  assert.ok(Object.keys(value).length > 0, `${where} is empty`);
  for (const [name, each] of Object.entries(value)) checkFigures(each, `${where}.${name}`);
}

serve({
  /** The figures of one part, with the environment and the seconds that it took. */
  async measure(name, settings) {
    const before = environment();
    const from = performance.now();
    const figures = await PARTS[name]()(settings);
    checkFigures(figures, name);
    const seconds = Math.round((performance.now() - from) / 1000);
    return { environment: before, seconds, ...figures };
  },
});
