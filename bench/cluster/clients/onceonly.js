'use strict';

const { randomBytes } = require('node:crypto');
const { setTimeout: pause } = require('node:timers/promises');

const { onRedis } = require('../../store/clients/onceonly');

const STEP_MS = 20;
const WAITS_MS = 5000;

/** An id of 43 characters and a token of 22. */
const randomNames = () => [
  randomBytes(32).toString('base64url'),
  randomBytes(16).toString('base64url'),
];

/**
 * The product, which recognises a cluster by itself, once it knows the nodes. The first call of a process is handed back
 * meanwhile, and `execute()` sends it again.
 */
async function onCluster(port) {
  const client = onRedis(port);
  const until = performance.now() + WAITS_MS;
  for (;;) {
    try {
      await client.pair(...randomNames(), Buffer.from('j""'));
      return client;
    } catch (error) {
      if (performance.now() > until) throw error;
      await pause(STEP_MS);
    }
  }
}

module.exports = {
  onCluster,
  randomNames,
  CLIENTS: { onceonly: onCluster, 'onceonly, one server': onCluster },
};
