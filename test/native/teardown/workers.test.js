'use strict';

const path = require('node:path');

const { patient } = require('../../helpers/patience');
const { programsOf } = require('../../helpers/program');
const { startRedisPlace } = require('./redis-place');

const run = programsOf(path.join(__dirname, 'programs'));

// Programs of many threads take long on a busy machine; one that hangs is killed before this.
jest.setTimeout(patient(180_000));

let place;

beforeAll(async () => {
  ({ place } = await startRedisPlace());
});

test.each([
  ['tcp', 200, 4],
  ['tcp', 20, 20],
  ['unix', 20, 4],
  ['password', 60, 4],
  ['tls', 40, 4],
  ['tls', 20, 20],
  ['memory', 20, 4],
  ['custom', 20, 4],
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
    expect(report.leftOpen).toEqual({});
  },
);
