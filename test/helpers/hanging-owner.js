'use strict';

const { startApp } = require('./app-process');
const { until } = require('./until');

/**
 * Starts a process whose route hangs in the operation of the request `sent`, see test/integration/apps/`app`.js. Gives, when it
 * does, `{ kill, context }`: `kill()` ends the process, `context` is what the app has told of its operation, '' for nothing.
 */
async function startHangingOwner(app, { expressName, url, leaseS }, sent) {
  const env = { EXPRESS: expressName, REDIS_URL: url, LEASE_S: `${leaseS}` };
  const owner = await startApp(`test/integration/apps/${app}.js`, env);
  const begun = owner.process.firstMatch(/begun ?(.*)/);
  owner.client.post('/run', sent).catch(() => {});
  const [, context] = await begun;
  return { kill: () => owner.process.kill(), context };
}

/** Retries until the answer is none of "in progress"; gives that answer, `decided`, and those before it, `waiting`. */
async function retryUntilDecided(client, sent) {
  const waiting = [];
  const decided = await until(async () => {
    const answer = await client.post('/run', sent);
    if (answer.status !== 409 || answer.error !== 'REQUEST_IN_PROGRESS') return answer;
    return void waiting.push(answer);
  }, 'the lease of the dead owner has passed');
  return { waiting, decided };
}

module.exports = { retryUntilDecided, startHangingOwner };
