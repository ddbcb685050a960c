'use strict';

const figures = require('../figures');
const { atMost, reach } = require('./goals');

const MODES = ['execute', 'response'];
const SHARE = atMost(1.25);

/** What the product adds to Express is allowed on Fastify as well, and a quarter more of the whole. */
function targetOf(row, mode) {
  const cpu = figures.fieldOf(row, 'cpuUs');
  const ours = `Fastify, onceonly ${mode}`;
  const allowed = cpu['Fastify, no plugin'].map(
    (bare, round) =>
      bare + cpu[`Express, onceonly ${mode}`][round] - cpu['Express, no middleware'][round],
  );
  const what = `Fastify, ${row.scenario}, ${mode}: CPU against Fastify without us and our part of Express`;
  return reach(what, SHARE, figures.ratioOf({ ours: cpu[ours], allowed }, 'ours', 'allowed'));
}

function fastifyTargets({ rows }) {
  return rows.flatMap((row) => MODES.map((mode) => targetOf(row, mode)));
}

module.exports = { fastifyTargets };
