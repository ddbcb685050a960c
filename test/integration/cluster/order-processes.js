'use strict';

const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');

const { startApp } = require('../../helpers/app-process');
const { atEnd } = require('../../helpers/cleanups');
const { patient } = require('../../helpers/patience');
const { until } = require('../../helpers/until');

const AT_ONCE = 16;
// A request waits for two seconds for the server, and for two more with its result.
const HANGS_MS = patient(20_000);
// A restarted node may wait for its cluster, on a machine that is busy.
const TAKEN_MS = patient(60_000);

/** Two processes of one app, which write a line into one ledger for each run. */
class OrderProcesses {
  /** Keys that were answered with 200, with the answers of both processes. */
  answers = new Map();
  /** What was answered before that: `status code`. */
  refusals = new Set();
  #clients;
  #ledgerFile;

  constructor(clients, ledgerFile) {
    this.#clients = clients;
    this.#ledgerFile = ledgerFile;
  }

  /** Sends each key to both processes until both have answered it with 200. Calls `onTaken(count)` behind each key. */
  async take(keys, onTaken) {
    const left = [...keys];
    const work = async () => {
      for (let key = left.pop(); key !== undefined; key = left.pop()) {
        const sent = this.#clients.map((client) => this.#send(client, key));
        this.answers.set(key, await Promise.all(sent));
        onTaken(this.answers.size);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  /** The keys of all runs, once for each run. */
  async runs() {
    const lines = (await fs.readFile(this.#ledgerFile, 'utf8')).split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line).key);
  }

  #send(client, key) {
    const request = { key, body: { amount: 1 } };
    const isTaken = async () => {
      const began = performance.now();
      const { status, text } = await client.post('/retry', request);
      expect(performance.now() - began).toBeLessThan(HANGS_MS);
      if (status === 200) return text;
      this.refusals.add(`${status} ${JSON.parse(text).error}`);
      return undefined;
    };
    return until(isTaken, `${key} was taken`, TAKEN_MS);
  }
}

/** Starts both, each with a store on another node. `options`: further fields of `redis`. */
async function startOrderProcesses({ primaries }, options = {}) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'onceonly-ledger-'));
  atEnd(() => fs.rm(folder, { recursive: true }));
  const ledgerFile = path.join(folder, 'ledger.jsonl');
  await fs.writeFile(ledgerFile, '');
  const starting = primaries.slice(0, 2).map(({ port }) =>
    startApp('test/integration/apps/charges.js', {
      EXPRESS: 'express',
      LEDGER_FILE: ledgerFile,
      LEASE_S: '30',
      OPTIONS: JSON.stringify({ redis: { host: '127.0.0.1', port, ...options } }),
    }),
  );
  const apps = await Promise.all(starting);
  return new OrderProcesses(
    apps.map(({ client }) => client),
    ledgerFile,
  );
}

module.exports = { startOrderProcesses };
