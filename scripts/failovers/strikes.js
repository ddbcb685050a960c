'use strict';

const { execFile } = require('node:child_process');
const { setTimeout: pause } = require('node:timers/promises');
const { promisify } = require('node:util');

const { ask, isPrimary, until } = require('./ask');

const run = promisify(execFile);
const AWAY_MS = 3000;
const STAYS_FROZEN_MS = 4000;
const MOVED_SLOTS = '500';

const signal = (name, { pid }) => process.kill(pid, name);
const promoted = (servers) =>
  until(async () => {
    const are = await Promise.all(servers.map(({ port }) => isPrimary(port)));
    return are.includes(true);
  }, 'a replica was promoted');

/** Freezes a primary for some seconds more than its replacement takes. Gives the time of the promotion. */
async function freeze(primary, replicas) {
  signal('SIGSTOP', primary);
  await promoted(replicas);
  const at = Date.now();
  await pause(STAYS_FROZEN_MS);
  signal('SIGCONT', primary);
  return at;
}

async function kill(primary, replicas) {
  signal('SIGKILL', primary);
  await promoted(replicas);
  return Date.now();
}

async function moveSlots({ struck, other }) {
  const [from, to] = await Promise.all(
    [struck, other].map(({ port }) => ask(port, 'CLUSTER', 'MYID')),
  );
  const how = ['--cluster-from', from, '--cluster-to', to, '--cluster-slots', MOVED_SLOTS];
  const where = `127.0.0.1:${other.port}`;
  await run('redis-cli', ['--cluster', 'reshard', where, ...how, '--cluster-yes']);
  return Date.now();
}

/** Nobody holds the slots of a node for some seconds. */
async function takeSlots({ struck, ranges, nodes }) {
  const bounds = ranges.flatMap(([first, last]) => [first, last]);
  for (const { port } of nodes) {
    await ask(port, 'CLUSTER', 'DELSLOTSRANGE', ...bounds).catch(() => {});
  }
  await pause(AWAY_MS);
  await ask(struck.port, 'CLUSTER', 'ADDSLOTSRANGE', ...bounds);
  return Date.now();
}

async function stopReplicas({ servers: [, ...replicas] }) {
  for (const each of replicas) signal('SIGSTOP', each);
  await pause(AWAY_MS);
  for (const each of replicas) signal('SIGCONT', each);
  return Date.now();
}

async function failOverCluster({ heir }) {
  await ask(heir.port, 'CLUSTER', 'FAILOVER');
  await promoted([heir]);
  return Date.now();
}

async function failOverSentinel({ servers: [, ...replicas], sentinels, place }) {
  await ask(sentinels[0].port, 'SENTINEL', 'FAILOVER', place.name);
  await promoted(replicas);
  return Date.now();
}

module.exports = {
  failOverCluster,
  failOverSentinel,
  freeze,
  kill,
  moveSlots,
  stopReplicas,
  takeSlots,
};
