'use strict';

const { PATIENT, openStore, programArguments, runOnce } = require('./support');

const { way, place, where } = programArguments();
const store = openStore(way, place, PATIENT);

/** Other commands are on their way when the process ends. */
function keepBusy(name) {
  for (let i = 0; i < 50; i++) runOnce(store, `${name}-${i}`).catch(() => {});
}

async function main() {
  keepBusy('before');
  const running = runOnce(store, 'key', async () => {
    keepBusy('inside');
    if (where === 'operation') process.exit(7);
    return 1;
  });
  running.then(() => {
    keepBusy('after');
    process.exit(7);
  });
}

main();
