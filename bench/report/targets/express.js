'use strict';

const figures = require('../figures');
const { atLeast, atMost, reach, reachShare } = require('./goals');

const EXECUTE = 'onceonly Redis, execute';
const RESPONSE = 'onceonly Redis, response';
const MEMORY = 'onceonly memory, execute';
const PEER = '@node-idempotency/core + Redis';
const BARE = 'no middleware';
const FLOOR = 'floor';
const MODES = { execute: EXECUTE, response: RESPONSE };

/** Functions that judge the variants of one scenario; `label` goes before what is judged. */
function judgeOf(part, scenario) {
  const row = part.rows.find((each) => each.scenario === scenario);
  const added = figures.addedCpu(row);
  const judgeRatio = (field, of) => (label, ours, other, goal) => {
    const what = `Express, ${label}: ${of} against ${other}`;
    return reach(what, goal, figures.ratioOf(figures.fieldOf(row, field), ours, other));
  };
  return {
    added(label, ours, other, share) {
      const what = `Express, ${label}: CPU added against ${other}`;
      return reachShare(what, share, added[ours], added[other]);
    },
    throughput: judgeRatio('perSecond', 'throughput'),
    redisCpu: judgeRatio('redisCpuUs', 'CPU of redis-server'),
  };
}

function freshTargets(part) {
  const { added, throughput, redisCpu } = judgeOf(part, 'fresh');
  const execute = 'fresh keys on Redis, execute';
  const response = 'fresh keys on Redis, response mode';
  const memory = 'fresh keys in memory, execute';
  // With SET IFEQ neither of our two commands is a script.
  const redisShare = atMost(part.redis.hasIfeq ? 1 : 1.5);
  return [
    added(execute, EXECUTE, PEER, 0.3),
    added(execute, EXECUTE, FLOOR, 1.3),
    throughput(execute, EXECUTE, PEER, atLeast(1.25)),
    throughput(execute, EXECUTE, BARE, atLeast(0.75)),
    added(response, RESPONSE, PEER, 0.6),
    throughput(response, RESPONSE, PEER, atLeast(1.1)),
    added(memory, MEMORY, EXECUTE, 1),
    throughput(memory, MEMORY, BARE, atLeast(0.85)),
    redisCpu(execute, EXECUTE, PEER, redisShare),
    redisCpu(response, RESPONSE, PEER, redisShare),
  ];
}

function replayTargets(part) {
  const { throughput, redisCpu } = judgeOf(part, 'replay');
  return Object.entries(MODES).flatMap(([mode, ours]) => {
    const label = `replays on Redis, ${mode}${mode === 'response' ? ' mode' : ''}`;
    return [
      throughput(label, ours, PEER, atLeast(1.3)),
      throughput(label, ours, BARE, atLeast(0.85)),
      redisCpu(label, ours, PEER, atMost(1)),
    ];
  });
}

/** A request by HTTP: its CPU, its throughput, and what it costs Redis. */
const expressTargets = (part) => [...freshTargets(part), ...replayTargets(part)];

module.exports = { expressTargets };
