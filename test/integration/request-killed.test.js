'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { startApp } = require('../helpers/app-process.js');
const { cli, startCli } = require('../helpers/cli.js');
const { sharedRedis } = require('../helpers/each-store.js');
const { findFreePort } = require('../helpers/free-port.js');
const { temporaryFolder } = require('../helpers/package-copy.js');
const { until } = require('../helpers/until.js');

// `onceonly request` against a server that is killed between its effect, a line of a ledger, and its answer.

const LEASE_S = 1;
let env;
let ledger;
let port;

beforeEach(async () => {
  port = await findFreePort();
  ledger = path.join(temporaryFolder('onceonly-ledger-'), 'ledger');
  const { url } = await sharedRedis();
  env = { EXPRESS: 'express', REDIS_URL: url, LEASE_S: `${LEASE_S}`, LEDGER_FILE: ledger };
});

const startServer = () => startApp('test/integration/apps/charges.js', { ...env, PORT: `${port}` });
const charges = () => fs.readFileSync(ledger, 'utf8').split('\n').slice(0, -1);
const hasCharged = () => fs.existsSync(ledger) && charges().length > 0;

/** The arguments of a call that the first server holds between effect and answer. */
function callOf(route, ...more) {
  const held = ['-H', 'X-Stop-At: during', '-d', '{"amount":5}'];
  return ['request', 'POST', `http://127.0.0.1:${port}${route}`, ...held, ...more];
}

/** Sends the call, and kills the server when it has charged. */
async function killInBetween(args) {
  const server = await startServer();
  const run = startCli(args);
  run.endInput();
  await until(hasCharged, 'the charge is in the ledger');
  await server.process.kill();
  return run;
}

test('the outcome is unknown at first, and the same line learns it later, with one effect', async () => {
  const run = await killInBetween(callOf('/reconcile', '--retries', '1'));
  const first = await run.ended;
  expect(first.code).toBe(75);
  const [, key] = /^Idempotency-Key: (\S+)$/m.exec(first.stderr);
  expect(first.stderr).toContain(
    `To learn it, repeat the call with this key: npx onceonly request`,
  );

  await startServer();
  const second = await cli(callOf('/reconcile', '--idempotency-key', key, '--json'));
  expect(second.lines).toMatchObject([{ outcome: 'done', status: 200 }]);
  expect(JSON.parse(second.lines[0].body)).toMatchObject({ key, attempt: 1 });
  expect(second.code).toBe(0);
  expect(charges()).toHaveLength(1);
});

test('one call gets the answer itself if the server is back in time, with one effect', async () => {
  const run = await killInBetween(callOf('/reconcile', '--retries', '20'));
  await run.shows(/Trying again/);
  await startServer();
  const { code, stdout } = await run.ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ attempt: 1 });
  expect(charges()).toHaveLength(1);
});

test('the outcome stays unknown where the server does not know it, with one effect', async () => {
  const run = await killInBetween(callOf('/conflict', '--retries', '20'));
  await run.shows(/Trying again/);
  await startServer();
  const { code, stderr } = await run.ended;
  expect(code).toBe(75);
  expect(stderr).toMatch(/409 OUTCOME_UNKNOWN/);
  expect(stderr).toMatch(/a new key may do it twice/);
  expect(charges()).toHaveLength(1);
});
