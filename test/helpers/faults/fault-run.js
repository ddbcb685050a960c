'use strict';

const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');

const { startApp } = require('../app-process');
const { atEnd } = require('../cleanups');
const { startRedis } = require('../redis-server');
const { until } = require('../until');
const { startFaultProxy } = require('./fault-proxy');
const { Load } = require('./load');
const { StallWatch } = require('./stall-watch');
const { LEASE_S, LONGEST_MS, MIN_IN_FLIGHT, SHORTEST_MS } = require('./settings');

const APPS = 2;
const WARM_ORDERS = 200;
const STRIKE_AT = MIN_IN_FLIGHT + 30;
const RECOVERED_ORDERS = 100;
// A machine that is busy with other things may need that long.
const PATIENCE_MS = 180_000;
const EXIT_MS = 15_000;

/**
 * One fault under load, from the start of its servers to their end. `redis`, `proxy` and `load` are for the fault to
 * use; what it leaves behind, for the checks, is in `orders`, `strikes`, `ledger`, `exits`, `recoveries`, `stalls`, `blocked` (by
 * process id) and `outages`, which a fault that takes Redis away fills.
 */
class FaultRun {
  strikes = [];
  recoveries = [];
  outages = [];
  #fault;
  #folder;
  #apps;
  #released;
  #watch = new StallWatch();

  constructor(fault) {
    this.#fault = fault;
  }

  get orders() {
    return this.load.orders;
  }

  async run() {
    try {
      await this.#start();
      for (let left = this.#fault.rounds; left > 0; left--) await this.#strike();
      await this.load.stop();
      await this.load.retry(this.orders);
    } finally {
      await this.load?.abandon();
    }
    await this.#collectStalls();
    this.exits = await Promise.all(this.#apps.map((app) => endApp(app)));
    this.ledger = await readLines(this.#ledgerFile);
  }

  /** Clients of the apps. */
  get clients() {
    return this.#apps.map(({ client }) => client);
  }

  /** A file of the run's own, gone after it. */
  file(name) {
    return path.join(this.#folder, name);
  }

  get #ledgerFile() {
    return this.file('ledger.jsonl');
  }

  async #start() {
    const { redisArgs = [], proxied = false, env: own = {}, prepare = () => ({}) } = this.#fault;
    this.#folder = await fs.mkdtemp(path.join(os.tmpdir(), 'onceonly-fault-'));
    atEnd(() => fs.rm(this.#folder, { recursive: true }));
    this.redis = await startRedis({ args: redisArgs });
    if (proxied) this.proxy = await startFaultProxy(this.redis.port);
    const env = {
      REDIS_URL: (this.proxy ?? this.redis).url,
      LEDGER_FILE: this.#ledgerFile,
      SHORTEST_MS: `${SHORTEST_MS}`,
      LONGEST_MS: `${LONGEST_MS}`,
      LEASE_S: `${LEASE_S}`,
      ...own,
      ...(await prepare(this)),
    };
    const starting = Array.from({ length: APPS }, () =>
      startApp('test/helpers/faults/app.js', env),
    );
    this.#apps = await Promise.all(starting);
    this.load = new Load(this.#apps.map(({ client }) => client.port));
    this.#watch.start();
    this.load.start();
    const isSteady = () => this.load.answeredSince(0).length >= WARM_ORDERS;
    await until(isSteady, 'the load is steady', PATIENCE_MS);
  }

  // Operations are held before they end until the fault has struck, so that their number does not depend on luck.
  async #strike() {
    await this.#tellApps('/hold');
    const isBusy = async () => (await this.#running()) >= STRIKE_AT;
    await until(isBusy, 'enough operations run', PATIENCE_MS);
    await this.#fault.strike(this);
    await this.#released;
    const end = Date.now();
    const recovered = () => this.load.answeredSince(end).length >= RECOVERED_ORDERS;
    await until(recovered, 'new orders succeed', PATIENCE_MS).catch(() => {});
    const [first] = this.load
      .answeredSince(end)
      .map((order) => order.final[0].endedAt - end)
      .sort((a, b) => a - b);
    this.recoveries.push(recovered() ? first : Infinity);
  }

  /** The fault calls this at the moment from which on Redis fails. */
  struck() {
    this.strikes.push(Date.now());
    this.#released = this.#tellApps('/release');
  }

  #tellApps(what) {
    return Promise.all(this.#apps.map(({ client }) => client.post(what)));
  }

  async #collectStalls() {
    const answers = await Promise.all(this.#apps.map(({ client }) => client.get('/stalls')));
    const each = [this.#watch.stop(), ...answers.map(({ json }) => json)];
    this.stalls = each.map(({ stalls }) => stalls);
    this.blocked = new Map(each.map(({ pid, blocked }) => [pid, blocked]));
  }

  async #running() {
    const counts = await Promise.all(this.#apps.map(({ client }) => client.get('/running')));
    return counts.reduce((sum, { json }) => sum + json.running, 0);
  }
}

/** Resolves to how the app ended: by itself before it was told to, or after SIGTERM, and with what. */
async function endApp({ process }) {
  const early = process.hasExited;
  process.signal('SIGTERM');
  const late = new Promise((resolve) => {
    setTimeout(resolve, EXIT_MS, { code: 'still running' }).unref();
  });
  const { code, signal } = await Promise.race([process.exited, late]);
  return { early, code, signal, output: process.output };
}

async function readLines(file) {
  const text = await fs.readFile(file, 'utf8');
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

module.exports = { FaultRun };
