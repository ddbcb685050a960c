'use strict';

const { parentPort, workerData } = require('node:worker_threads');

const { PATIENT, openStore, runOnce } = require('./support');

const LANES = 20;
const ENOUGH = 50;

const { way, place, name, ending } = workerData;
const store = openStore(way, place, PATIENT);
let answered = 0;
let ended = false;

// Ends in the middle of the other lanes' commands; 'terminate' is left to the main thread.
function end() {
  ended = true;
  parentPort.postMessage('answered');
  if (ending === 'exit') process.exit(3);
  if (ending === 'close') store.close();
}

async function keepBusy(lane) {
  for (let i = 0; !ended || ending.startsWith('terminate'); i++) {
    await runOnce(store, `${name}-${lane}-${i}`);
    answered += 1;
    if (answered === ENOUGH) end();
  }
}

for (let lane = 0; lane < LANES; lane++) {
  keepBusy(lane).catch((error) => {
    if (ending !== 'close' || error.code !== 'LOCK_FAILED') throw error;
  });
}
parentPort.postMessage('sent');
