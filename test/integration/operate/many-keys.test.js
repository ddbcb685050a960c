'use strict';

const path = require('node:path');

const { fillWithResults } = require('../../helpers/many-results.js');
const { runProgram } = require('../../helpers/program.js');
const { startRedis } = require('../../helpers/redis-server.js');

const KEYS = 200_000;
// The names of so many records alone are more than these.
const HEAP_MB = 24;
// On a machine that others use as well.
const DEADLINE_MS = 600_000;
const PROGRAM = path.join(__dirname, 'apps', 'read-whole-store.js');

test(
  'list and stats read 200,000 keys in a heap that could not hold them',
  async () => {
    const server = await startRedis();
    await fillWithResults(server, KEYS);
    const flags = [`--max-old-space-size=${HEAP_MB}`, '--max-semi-space-size=2'];
    const { code, stderr, report } = await runProgram(
      PROGRAM,
      { url: server.url },
      { flags, deadlineMs: DEADLINE_MS },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(report).toMatchObject({ listed: 10, hasCursor: true, values: KEYS });
    expect(report.records).toBe(KEYS);
    // A short list looks at a few records.
    expect(report.seenByList).toBeLessThan(100);
  },
  DEADLINE_MS,
);
