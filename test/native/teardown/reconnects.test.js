'use strict';

const path = require('node:path');

const { patient } = require('../../helpers/patience');
const { programsOf } = require('../../helpers/program');
const { startRedisPlace } = require('./redis-place');

const run = programsOf(path.join(__dirname, 'programs'));

// Programs of many threads take long on a busy machine; one that hangs is killed before this.
jest.setTimeout(patient(180_000));

test.each(['tcp', 'unix', 'tls'])(
  '%s: after 1,000 connections that the server has cut no more is open than at the start',
  async (way) => {
    const { place } = await startRedisPlace();
    const { report, ms, ...end } = await run('reconnects', { way, place });
    console.log(`${way}: ${Math.round(ms)} ms, ${JSON.stringify(report?.before)}`);
    expect(end).toEqual({ code: 0, signal: null, stderr: '' });
    expect(report.codes).toEqual(['ok']);
    expect(report.leftOpen).toEqual({});
  },
);
