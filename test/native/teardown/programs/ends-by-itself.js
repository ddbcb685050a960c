'use strict';

const { IdempotencyHandler, openStore, outcomes, programArguments, report } = require('./support');

const { way, place, calls } = programArguments();
const handler = new IdempotencyHandler({ store: openStore(way, place) });

// The store is never closed and nobody ends the process.
async function main() {
  const began = performance.now();
  const running = Array.from({ length: calls }, (_, i) =>
    handler.execute(`key-${i}`, {}, async () => i),
  );
  const codes = new Set(await outcomes(running));
  const answered = performance.now();
  process.once('exit', () => {
    const ended = performance.now();
    report({ codes: [...codes], waitedMs: answered - began, lingeredMs: ended - answered });
  });
}

main();
