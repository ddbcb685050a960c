'use strict';

const path = require('node:path');

const { programsOf } = require('../../helpers/program');
const { startRedis } = require('../../helpers/redis-server');

const run = programsOf(path.join(__dirname, 'programs'));

let place;

beforeAll(async () => {
  const { port, socketPath } = await startRedis();
  place = { port, socketPath };
});

test.each([
  ['tcp', 200, 4],
  ['tcp', 20, 20],
  ['unix', 40, 4],
  ['password', 200, 4],
  ['password', 20, 20],
  ['memory', 20, 4],
])(
  '%s: %i workers end in the middle of their commands, %i at a time',
  async (way, count, together) => {
    const { code, signal, stderr, report, ms } = await run('workers', {
      way,
      place,
      count,
      together,
    });
    console.log(`${way}: ${count} workers, ${together} at a time: ${Math.round(ms)} ms`);
    expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
    const each = count / 5;
    expect(report.codes).toEqual({
      'terminate-online 1': each,
      'terminate-sent 1': each,
      'terminate-answered 1': each,
      'exit 3': each,
      'close 0': each,
    });
    expect(report.replayed).toEqual([1, true]);
    expect(report.after).toEqual(report.before);
  },
  120_000,
);
