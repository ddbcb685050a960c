'use strict';

const { clusterTargets } = require('./cluster');
const { expressTargets } = require('./express');
const { fastifyTargets } = require('./fastify');
const { fingerprintTargets } = require('./fingerprint');
const { growthTargets } = require('./growth');
const { inProcessTargets } = require('./in-process');
const { listenersTargets } = require('./listeners');
const { postgresTargets } = require('./postgres');
const { sqliteTargets } = require('./sqlite');
const { storeTargets } = require('./store');

const PARTS = {
  express: expressTargets,
  'in-process': inProcessTargets,
  listeners: listenersTargets,
  fastify: fastifyTargets,
  store: storeTargets,
  cluster: clusterTargets,
  sqlite: sqliteTargets,
  postgres: postgresTargets,
  fingerprint: fingerprintTargets,
  growth: growthTargets,
};

/** How near each target came, in the parts that were measured: `{ what, target, measured, interval, isMet, verdict }`. */
function targets(parts) {
  return Object.entries(PARTS).flatMap(([name, of]) => (parts[name] ? of(parts[name]) : []));
}

module.exports = { targets };
