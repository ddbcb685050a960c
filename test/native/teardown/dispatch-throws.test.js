'use strict';

const path = require('node:path');

const { patient } = require('../../helpers/patience');
const { programsOf } = require('../../helpers/program');
const { startRedis } = require('../../helpers/redis-server');

const run = programsOf(path.join(__dirname, 'programs'));

// Programs of many threads take long on a busy machine; one that hangs is killed before this.
jest.setTimeout(patient(180_000));

test.each(['tcp', 'password'])(
  '%s: an exception while one answer is settled keeps no other answer back',
  async (way) => {
    const { port } = await startRedis();
    const { code, signal, stderr, report } = await run('dispatch-throws', { way, place: { port } });
    expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
    expect(report).toEqual({
      settled: 98,
      uncaught: ['broken 1', 'broken 0'],
      later: ['ok', 'ok'],
    });
  },
);
