'use strict';

const { sendCommand } = require('../../../helpers/redis-command');
const {
  PATIENT,
  openHandles,
  leftOpen,
  openStore,
  outcomes,
  programArguments,
  report,
  runOnce,
} = require('./support');

const KILLS = 1000;
const CALLS = 4;

const { way, place } = programArguments();
const store = openStore(way, place, PATIENT);

/** Resolves to the number of connections that the server has cut. */
function killConnections() {
  return sendCommand(place.socketPath, ['CLIENT', 'KILL', 'TYPE', 'normal']);
}

function call() {
  return outcomes(Array.from({ length: CALLS }, (_, i) => runOnce(store, `key-${i}`)));
}

// Every second time the connection is idle when it is cut, else it has commands in flight.
async function callAndKill(round) {
  if (round % 2 === 1) await call();
  const calls = call();
  if (round % 2 === 0) await calls;
  const killed = await killConnections();
  return { killed, codes: await calls };
}

async function main() {
  await callAndKill(0);
  await call();
  const before = openHandles();
  const codes = new Set();
  let kills = 0;
  for (let round = 0; kills < KILLS; round++) {
    const result = await callAndKill(round);
    kills += result.killed;
    for (const code of result.codes) codes.add(code);
  }
  await call();
  report({ codes: [...codes], before, leftOpen: await leftOpen(before) });
}

main();
