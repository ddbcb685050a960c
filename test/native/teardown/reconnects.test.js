'use strict';

const path = require('node:path');

const { programsOf } = require('../../helpers/program');
const { startRedis } = require('../../helpers/redis-server');

const run = programsOf(path.join(__dirname, 'programs'));

test.each(['tcp', 'unix', 'password'])(
  '%s: after 1,000 connections that the server has cut no more is open than at the start',
  async (way) => {
    const { port, socketPath } = await startRedis();
    const { report, ms, ...end } = await run('reconnects', { way, place: { port, socketPath } });
    console.log(`${way}: ${Math.round(ms)} ms, ${JSON.stringify(report?.after)}`);
    expect(end).toEqual({ code: 0, signal: null, stderr: '' });
    expect(report.codes).toEqual(['ok']);
    expect(report.after).toEqual(report.before);
  },
  90_000,
);
