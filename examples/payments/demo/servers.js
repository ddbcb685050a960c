'use strict';

const { strict: assert } = require('node:assert');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const { setTimeout: wait } = require('node:timers/promises');

const TIMEOUT_MS = 10_000;
const SERVER = join(__dirname, '../server.js');

/** Processes of the server that share a store and a ledger, both in files. */
function createServers() {
  const folder = mkdtempSync(join(tmpdir(), 'payments-'));
  const shared = {
    PORT: '0',
    STORE_FOLDER: join(folder, 'store'),
    LEDGER_FILE: join(folder, 'ledger.jsonl'),
    // Short, so that the demo need not wait long for the key of a server that it has killed.
    LOCK_TTL_S: '3',
  };
  return {
    start: (gatewayDelayMs) => start({ ...shared, GATEWAY_DELAY_MS: String(gatewayDelayMs) }),
  };
}

/** Starts one, and resolves when it listens. */
async function start(settings) {
  const { REDIS_URL, UNPROTECTED, ...env } = process.env;
  const child = spawn(process.execPath, [SERVER], {
    env: { ...env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'exit').finally(() => process.off('exit', kill));
  const failed = ended.then(([code]) => {
    throw new Error(`the server ended with exit code ${code} before it listened`);
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), failed]);
  return {
    line,
    url: /http:\/\/\S+/.exec(line)[0],
    async kill() {
      kill();
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      const late = wait(TIMEOUT_MS, ['still running'], { ref: false });
      const [code] = await Promise.race([ended, late]);
      assert.equal(code, 0, 'the server did not close and end by itself');
    },
  };
}

module.exports = { createServers };
