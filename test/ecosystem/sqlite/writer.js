'use strict';

// An app that stores results, eight at a time, and says how many are acknowledged.
//   node writer.js <file> <library>
const fs = require('node:fs');

const { IdempotencyHandler } = require('../../..');
const { SqliteStore } = require('../../../lib/store/sqlite');

const [, , path, library] = process.argv;
const handler = new IdempotencyHandler({ store: new SqliteStore({ path, library }) });
const AT_ONCE = 8;

let stored = 0;

async function work(worker) {
  for (let i = 0; ; i++) {
    await handler.execute(`${worker}-${i}`, 1, () => i);
    fs.writeSync(1, `stored ${++stored}\n`);
  }
}

for (let worker = 0; worker < AT_ONCE; worker++) {
  work(worker).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
