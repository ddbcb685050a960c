'use strict';

// Reads a store that is far larger than the heap of this process, and prints what it found.

const { RedisStore } = require('onceonly');

async function main({ url }) {
  const store = new RedisStore({ redis: url });
  const seen = [];
  const page = await store.list({
    state: 'any',
    limit: 10,
    onProgress: (at) => seen.push(at.seen),
  });
  const { records, states } = await store.stats();
  const report = { listed: page.length, hasCursor: page.cursor !== null, seenByList: seen.at(-1) };
  process.stdout.write(JSON.stringify({ ...report, records, values: states.value.records }));
  await store.close();
}

main(JSON.parse(process.argv[2]));
