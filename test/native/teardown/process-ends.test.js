'use strict';

const path = require('node:path');

const { startBlackHole } = require('../../helpers/black-hole');
const { findFreePort } = require('../../helpers/free-port');
const { patient } = require('../../helpers/patience');
const { programsOf } = require('../../helpers/program');
const { startRedis } = require('../../helpers/redis-server');
const { slowNames } = require('../../helpers/slow-names');

const run = programsOf(path.join(__dirname, 'programs'));

// Programs of many threads take long on a busy machine; one that hangs is killed before this.
jest.setTimeout(patient(180_000));
const WAYS = ['tcp', 'unix', 'password'];
const CLEAN = { code: 0, signal: null, stderr: '' };

let redis;
let place;

beforeAll(async () => {
  redis = await startRedis();
  place = { port: redis.port, socketPath: redis.socketPath };
});

async function expectExitCode(args) {
  const { code, signal, stderr } = await run('exits-in-callback', args);
  expect({ code, signal, stderr }).toEqual({ code: 7, signal: null, stderr: '' });
}

test.each([...WAYS, 'memory'])('%s: process.exit() in a callback ends with its code', (way) =>
  expectExitCode({ way, place, where: 'callback' }),
);

test.each([...WAYS, 'memory'])('%s: process.exit() in an operation ends with its code', (way) =>
  expectExitCode({ way, place, where: 'operation' }),
);

test.each([...WAYS, 'memory'])(
  '%s: a process ends by itself once its server is closed',
  async (way) => {
    await redis.command('FLUSHALL');
    const { report, ms, ...end } = await run('server-ends', { way, place });
    expect(end).toEqual(CLEAN);
    expect(report).toEqual([
      [200, 'false', { charged: 5 }],
      [200, 'true', { charged: 5 }],
    ]);
    console.log(`${way}: ended after ${Math.round(ms)} ms`);
  },
);

describe('a process whose store is out of reach gets its answers and ends by itself', () => {
  // Of an outage the process is warned once; of anything else it must not be.
  async function expectEnd(args, codes, options) {
    const all = { calls: 20, ...args };
    const { report, ms, stderr, ...end } = await run('ends-by-itself', all, options);
    expect(end).toEqual({ code: CLEAN.code, signal: CLEAN.signal });
    const [, ...warnings] = stderr.split('OnceonlyWarning: ');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(codes[0].split(' ')[1]);
    expect(report.codes).toEqual(codes);
    const { waitedMs, lingeredMs } = report;
    console.log(
      `answered after ${Math.round(waitedMs)} ms, ended ${Math.round(lingeredMs)} ms later`,
    );
  }

  test.each(['tcp', 'password', 'tls'])('%s: refused', async (way) => {
    const nobody = { port: await findFreePort() };
    await expectEnd({ way, place: nobody }, ['LOCK_FAILED CONNECT_FAILED']);
  });

  test.each(['tcp', 'password', 'tls'])('%s: no answer to the attempt to connect', async (way) => {
    await expectEnd({ way, place: await startBlackHole() }, ['LOCK_FAILED CONNECT_TIMEOUT']);
  });

  test('unix: no such socket', async () => {
    const nobody = { socketPath: path.join(__dirname, 'no.sock') };
    await expectEnd({ way: 'unix', place: nobody }, ['LOCK_FAILED CONNECT_FAILED']);
  });

  test.each(['tcp', 'password', 'tls'])(
    '%s: the look-up takes longer than the budget',
    async (way) => {
      const nobody = { host: 'slow.test', port: 6379 };
      await expectEnd({ way, place: nobody }, ['LOCK_FAILED CONNECT_TIMEOUT'], {
        env: slowNames(4000),
      });
    },
  );

  test.each(WAYS)('%s: the server has stopped', async (way) => {
    const stopped = await startRedis();
    stopped.pause();
    const { port, socketPath } = stopped;
    await expectEnd({ way, place: { port, socketPath } }, ['LOCK_FAILED CONNECT_TIMEOUT']);
  });
});

describe('close()', () => {
  const CLOSED = 'LOCK_FAILED STORE_CLOSED';

  test.each(['tcp', 'password', 'tls'])('%s: while the connection is being opened', async (way) => {
    const { report, ms, ...end } = await run('closes', { way, place: await startBlackHole() });
    expect(end).toEqual(CLEAN);
    expect(report).toEqual([[CLOSED], [CLOSED], [CLOSED]]);
    console.log(`${way}: ended after ${Math.round(ms)} ms`);
  });

  test.each(WAYS)('%s: while commands wait for their replies', async (way) => {
    const { pid, port, socketPath } = await startRedis();
    const stopped = { pid, port, socketPath };
    const { report, ms, ...end } = await run('closes', { way, place: stopped, warm: true });
    expect(end).toEqual(CLEAN);
    expect(report).toEqual([[CLOSED], [CLOSED], [CLOSED]]);
    console.log(`${way}: ended after ${Math.round(ms)} ms`);
  });
});
