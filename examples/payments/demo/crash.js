'use strict';

const { strict: assert } = require('node:assert');
const { setTimeout: wait } = require('node:timers/promises');
const { charge } = require('./charges');
const { Client } = require('./client');
const { printAnswer, printRequest, printTitle } = require('./print');

const NEVER_MS = 3_600_000;
const TIMEOUT_MS = 60_000;

/** A server is killed while it charges, and the client tries again at another one. */
async function showCrash(client, servers) {
  printTitle('A server is killed while it charges, and another one gets the same request');
  const doomed = await servers.start(NEVER_MS);
  const request = charge('order-5');
  printRequest(request);
  await killWhileRunning(doomed, request);
  console.log('-> no answer');

  const answer = await retry(client, request);
  printAnswer(answer);
  assert.equal(answer.status, 200, 'the charge was not taken over');
  assert.equal(answer.cached, 'false', 'the dead server left an answer');
}

async function killWhileRunning(server, request) {
  const client = new Client(server.url);
  const charging = client.send(request).then(
    () => assert.fail('the server answered before it was killed'),
    () => {},
  );
  while ((await runningAt(client)) === 0) await wait(20);
  await server.kill();
  await charging;
}

async function runningAt(client) {
  const [{ value }] = await client.metrics('onceonly_operations_running{');
  return value;
}

/** Sends it again when the server says so, until the lease of the dead server is over. */
async function retry(client, request) {
  const end = Date.now() + TIMEOUT_MS;
  let answer = await client.send(request);
  if (answer.status === 409) printRefusal(answer);
  while (answer.status === 409 && Date.now() < end) {
    await wait(Number(answer.retryAfter) * 1000);
    answer = await client.send(request);
  }
  return answer;
}

function printRefusal({ status, body }) {
  console.log(`-> ${status}  ${body.error}, until the lease of the dead server is over`);
  assert.equal(body.error, 'REQUEST_IN_PROGRESS', 'the refusal has another code');
}

module.exports = { showCrash };
