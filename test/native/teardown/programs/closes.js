'use strict';

const {
  IdempotencyHandler,
  openStore,
  outcomes,
  programArguments,
  report,
  runOnce,
} = require('./support');

const CALLS = 20;

const { way, place, warm } = programArguments();
const store = openStore(way, place);
const handler = new IdempotencyHandler({ store });

function call(name) {
  return Array.from({ length: CALLS }, (_, i) =>
    handler.execute(`${name}-${i}`, {}, async () => i),
  );
}

async function main() {
  if (warm) {
    await runOnce(store, 'warm');
    process.kill(place.pid, 'SIGSTOP');
  }
  const running = outcomes(call('running'));
  // Two turns of the loop later the commands are written, or the connection is being opened.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const closing = store.close();
  const atOnce = outcomes(call('late'));
  await closing;
  const answers = [await running, await atOnce, await outcomes([store.check('late')])];
  await store.close();
  process.once('exit', () => report(answers.map((codes) => [...new Set(codes)])));
}

main();
