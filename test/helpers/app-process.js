'use strict';

const path = require('node:path');

const { ChildProcess } = require('./child-process');
const { HttpClient } = require('./http');
const { ROOT } = require('./project');

// What a developer has set in the shell must not reach the apps of the tests.
const {
  REDIS_URL,
  STORE_FOLDER,
  LEDGER_FILE,
  UNPROTECTED,
  GATEWAY_DELAY_MS,
  LOCK_TTL_S,
  PACKAGE,
  ...environment
} = process.env;

/**
 * Starts an app file (relative to the root) as a process of its own, with PORT=0 and `env`, and waits for the address that it
 * prints. Resolves to `{ process, client }`.
 */
async function startApp(file, env = {}) {
  const child = new ChildProcess(process.execPath, [path.join(ROOT, file)], {
    env: { ...environment, PORT: '0', ...env },
  });
  const [, port] = await child.firstMatch(/http:\/\/127\.0\.0\.1:(\d+)/);
  return { process: child, client: new HttpClient(Number(port)) };
}

module.exports = { startApp };
