'use strict';

const { strict: assert } = require('node:assert');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const { setTimeout: wait } = require('node:timers/promises');

const TIMEOUT_MS = 10_000;
const GATEWAY_DELAY_MS = '300';
const order = { amount: 2500, customerId: 'cus_1', currency: 'eur' };

/** Only the port and the delay are set: the app chooses the embedded store and a fresh ledger. */
function startServer() {
  const { REDIS_URL, LEDGER_FILE, UNPROTECTED, ...env } = process.env;
  const child = spawn(process.execPath, [join(__dirname, 'server.js')], {
    env: { ...env, PORT: '0', GATEWAY_DELAY_MS },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return { child, ended: once(child, 'exit') };
}

async function readAddress({ child, ended }) {
  const failed = ended.then(([code]) => {
    throw new Error(`the server ended with exit code ${code} before it listened`);
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), failed]);
  console.log(line);
  return /http:\/\/\S+/.exec(line)[0];
}

async function stopServer({ child, ended }) {
  child.kill('SIGTERM');
  const late = wait(TIMEOUT_MS, ['still running'], { ref: false });
  const [code] = await Promise.race([ended, late]);
  assert.equal(code, 0, 'the server did not close and end by itself');
}

async function request(url, options) {
  const response = await fetch(url, {
    ...options,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!/json/.test(response.headers.get('content-type'))) {
    throw new Error(`the server answered ${response.status} with ${text}`);
  }
  const cached = response.headers.get('idempotency-cached');
  return { status: response.status, cached, text, body: JSON.parse(text) };
}

function createClient(baseUrl) {
  return {
    charge: (key, payment) =>
      request(`${baseUrl}/api/payments/charge`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify(payment),
      }),
    list: () => request(`${baseUrl}/api/payments/charges`),
  };
}

function printStep(title, key, payment) {
  console.log(`\n${title}`);
  console.log(`   POST /api/payments/charge  Idempotency-Key: ${key}`);
  console.log(`   ${JSON.stringify(payment)}`);
}

function printAnswer({ status, cached, body }) {
  const { error, message } = body;
  console.log(`-> ${status}${cached === null ? '' : `  Idempotency-Cached: ${cached}`}`);
  console.log(`   ${JSON.stringify(error === undefined ? body : { error, message })}`);
}

function printCount({ length }, answer) {
  if (length > 0) console.log(`-> ${length} x ${answer}`);
}

async function chargeAloud(client, title, key, payment) {
  printStep(title, key, payment);
  const answer = await client.charge(key, payment);
  printAnswer(answer);
  return answer;
}

async function showRetries(client) {
  const first = await chargeAloud(client, '1. A first charge', 'order-1', order);
  assert.equal(first.status, 200, 'the first charge did not succeed');
  assert.equal(first.cached, 'false', 'the first charge did not run');

  const retry = await chargeAloud(client, '2. The same request again', 'order-1', order);
  assert.deepEqual(retry, { ...first, cached: 'true' }, 'a retry did not get the first answer');

  const dearer = { ...order, amount: 9900 };
  const other = await chargeAloud(client, '3. The same key, another amount', 'order-1', dearer);
  assert.equal(other.status, 422, 'another amount under the same key was not refused');
  assert.equal(other.body.error, 'IDEMPOTENCY_KEY_REUSED', 'the refusal has another code');
}

async function showRace(client) {
  printStep('4. Ten requests race on one key', 'order-2', order);
  const race = Array.from({ length: 10 }, () => client.charge('order-2', order));
  const answers = await Promise.all(race);
  const charged = answers.filter(({ status, cached }) => status === 200 && cached === 'false');
  const replayed = answers.filter(({ status, cached }) => status === 200 && cached === 'true');
  const refused = answers.filter(({ body }) => body.error === 'REQUEST_IN_PROGRESS');
  printCount(charged, '200  Idempotency-Cached: false');
  printCount(replayed, '200  Idempotency-Cached: true');
  printCount(refused, '409  REQUEST_IN_PROGRESS');

  assert.equal(charged.length, 1, 'not exactly one request of the race charged');
  assert.equal(replayed.length + refused.length, 9, 'the race had an unknown answer');
  for (const { status } of refused) assert.equal(status, 409, 'a refusal was no 409');
  for (const { text } of replayed) assert.equal(text, charged[0].text, 'a replay differs');
}

async function showDecline(client) {
  const bad = { ...order, amount: -1 };
  const first = await chargeAloud(client, '5. A charge that is declined', 'order-3', bad);
  assert.equal(first.status, 402, 'a bad amount was not declined');
  assert.equal(first.cached, 'false', 'the first decline did not run');
  assert.equal(first.body.error, 'CARD_DECLINED', 'the decline has another code');

  const retry = await chargeAloud(client, '6. The declined request again', 'order-3', bad);
  assert.deepEqual(retry, { ...first, cached: 'true' }, 'a retry did not get the same decline');
}

async function showLedger(client) {
  console.log('\n7. What the gateway was asked to charge\n   GET /api/payments/charges');
  const { status, body } = await client.list();
  console.log(`-> ${status}  ${body.count} charges in the ledger, for 15 requests`);
  assert.equal(status, 200, 'the ledger was not listed');
  assert.equal(body.count, 2, 'the ledger has not one line per key that charged');
  const effects = new Set(body.charges.map(({ effectId }) => effectId));
  assert.equal(effects.size, 2, 'two keys share an effectId');
}

async function main() {
  const server = startServer();
  const client = createClient(await readAddress(server));
  await showRetries(client);
  await showRace(client);
  await showDecline(client);
  await showLedger(client);
  await stopServer(server);
  console.log('\nAll of it was as it should be.');
  process.exitCode = 0;
}

function printFailure(error) {
  const [message] = error.message.split('\n');
  console.error(`\nThe demo failed: ${message}`);
  if (!(error instanceof assert.AssertionError)) return;
  console.error(`  expected: ${JSON.stringify(error.expected)}`);
  console.error(`  got:      ${JSON.stringify(error.actual)}`);
}

// Whatever ends the demo early, an end without the last line is a failure.
process.exitCode = 1;
main().catch((error) => {
  printFailure(error);
  process.exit(1);
});
