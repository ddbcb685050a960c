'use strict';

const path = require('node:path');

const { programsOf } = require('../../helpers/program');
const { startRedis } = require('../../helpers/redis-server');

const run = programsOf(path.join(__dirname, 'programs'));
const WAYS = ['tcp', 'unix', 'password'];
const CLEAN = { code: 0, signal: null, stderr: '' };
const flags = ['--expose-gc'];

test.each(WAYS)('%s: 1,000 stores that nobody closed leave nothing open', async (way) => {
  const { port, socketPath } = await startRedis();
  const place = { port, socketPath };
  const { report, ms, ...end } = await run('forgotten-stores', { way, place }, { flags });
  console.log(
    `${way}: ${report?.before.files} files, ${report?.peak} at the peak, ${report?.after.files} at the end, ${Math.round(ms)} ms`,
  );
  expect(end).toEqual(CLEAN);
  expect(report.left).toBe(0);
  expect(report.after).toEqual(report.before);
});

test.each(WAYS)('%s: a store is not collected before its calls have settled', async (way) => {
  const server = await startRedis();
  const { pid, port, socketPath } = server;
  server.pause();
  const { report, ms, ...end } = await run(
    'forgotten-calls',
    { way, place: { pid, port, socketPath } },
    { flags },
  );
  console.log(`${way}: ${Math.round(ms)} ms`);
  expect(end).toEqual(CLEAN);
  expect(report).toMatchObject({ collectedEarly: 0, codes: ['ok'], collected: 50 });
  expect(report.after).toEqual(report.before);
});
