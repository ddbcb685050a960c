'use strict';

const { strict: assert } = require('node:assert');
const { showDecline, showRace, showRetries, showUsers } = require('./demo/charges');
const { Client } = require('./demo/client');
const { showCrash } = require('./demo/crash');
const { showBrokenKey, showMissingKey, showSafeMethod } = require('./demo/keys');
const { showOrder, showWaiting } = require('./demo/orders');
const { createServers } = require('./demo/servers');
const { showLedger, showMetrics } = require('./demo/totals');

const GATEWAY_DELAY_MS = 300;

async function main() {
  const servers = createServers();
  const server = await servers.start(GATEWAY_DELAY_MS);
  console.log(server.line);
  const client = new Client(server.url);
  await showRetries(client);
  await showRace(client);
  await showDecline(client);
  const order = await showOrder(client);
  await showCrash(client, servers);
  await showWaiting(client);
  await showSafeMethod(client, order);
  await showMissingKey(client);
  await showBrokenKey(client);
  await showUsers(client);
  await showLedger(client);
  await showMetrics(client);
  await server.stop();
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
