'use strict';

const figures = require('../figures');
const { atMost, reach, reachShare } = require('./goals');

const EXECUTE = 'onceonly Redis, execute';
const RESPONSE = 'onceonly Redis, response';
const PEER = '@node-idempotency/core + Redis';
// What a run can tell apart.
const AS_BEFORE = atMost(1.03);

function addedTargets(row) {
  const added = figures.addedCpu(row);
  const judge = (label, ours, other, share) => {
    const what = `without a network, fresh keys, ${label}: CPU added against ${other}`;
    return reachShare(what, share, added[ours], added[other]);
  };
  return [
    judge('execute', EXECUTE, PEER, 0.3),
    judge('execute', EXECUTE, 'floor', 1.3),
    judge('response mode', RESPONSE, PEER, 0.6),
    judge('memory', 'onceonly memory, execute', EXECUTE, 1),
  ];
}

function beforeTargets(row) {
  const cpu = figures.fieldOf(row, 'cpuUs');
  const measured = Object.keys(cpu).filter((name) => cpu[`${name}, before`] !== undefined);
  return measured.map((name) => {
    const what = `without a network, ${row.scenario}: CPU of ${name} against before`;
    return reach(what, AS_BEFORE, figures.ratioOf(cpu, name, `${name}, before`));
  });
}

function sealTarget({ way, bytes, samples }) {
  const cpu = figures.fieldOf({ samples }, 'cpuUs');
  const what = `${way} a result of ${bytes} B: CPU against node:crypto`;
  return reach(what, atMost(0.5), figures.ratioOf(cpu, 'onceonly', 'node:crypto'));
}

/** A request that comes from no network: what the middleware itself costs. */
function inProcessTargets({ rows, seals = [] }) {
  const fresh = rows.find(({ scenario }) => scenario === 'fresh');
  return [...addedTargets(fresh), ...rows.flatMap(beforeTargets), ...seals.map(sealTarget)];
}

module.exports = { inProcessTargets };
