'use strict';

const { startApp } = require('./app-process');

/**
 * Starts a process whose route hangs in the operation of the request `sent`, see test/integration/apps/`app`.js. Gives, when it
 * does, `{ kill, context }`: `kill()` ends the process, `context` is what the app has told of its operation, '' for nothing.
 */
async function startHangingOwner(app, env, sent) {
  const owner = await startApp(`test/integration/apps/${app}.js`, env);
  const begun = owner.process.firstMatch(/begun ?(.*)/);
  owner.client.post('/run', sent).catch(() => {});
  const [, context] = await begun;
  return { kill: () => owner.process.kill(), context };
}

module.exports = { startHangingOwner };
