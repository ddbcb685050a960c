'use strict';

const { WaitingCalls } = require('../../../../lib/store/native/waiting-calls');
const { PATIENT, openStore, outcomes, programArguments, report, runOnce } = require('./support');

const CALLS = 100;

const { way, place } = programArguments();
const store = openStore(way, place, PATIENT);
const uncaught = [];
process.on('uncaughtException', (error) => uncaught.push(error.message));

/** From now on two of the calls that wait throw when they are settled. */
function breakTwoWaiters() {
  const { take } = WaitingCalls.prototype;
  let left = 2;
  let seen = 0;
  WaitingCalls.prototype.take = function breakSome(id) {
    const found = take.call(this, id);
    if (left === 0 || seen++ % 10 !== 3) return found;
    left -= 1;
    return {
      ...found,
      resolve: () => {
        throw new Error(`broken ${left}`);
      },
    };
  };
  return () => (WaitingCalls.prototype.take = take);
}

async function main() {
  await store.check('warm');
  const mend = breakTwoWaiters();
  const calls = Array.from({ length: CALLS }, (_, i) => store.check(`key-${i}`));
  let settled = 0;
  for (const call of calls) call.finally(() => (settled += 1));
  await store.check('last');
  mend();
  const later = await outcomes([store.check('later'), runOnce(store, 'later')]);
  report({ settled, uncaught, later });
  await store.close();
}

main();
