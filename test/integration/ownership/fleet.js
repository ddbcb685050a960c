'use strict';

const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');

const { createStore, generateIdempotencyKey } = require('onceonly');
const { startApp } = require('../../helpers/app-process');
const { atEnd } = require('../../helpers/cleanups');
const { sharedRedis } = require('../../helpers/each-store');
const { until } = require('../../helpers/until');

const EXPRESS_VERSIONS = ['express', 'express4'];

/** App processes that share one Redis and one ledger, as behind a load balancer: every other one on Express 4. */
class Fleet {
  #env;
  #ledgerFile;
  #apps = [];
  /** A store of the test's own on the same Redis. */
  store;

  constructor(redis, ledgerFile, { leaseS, options = {} }) {
    this.redis = redis;
    this.store = createStore({ redis: redis.url });
    this.leaseMs = leaseS * 1000;
    this.#ledgerFile = ledgerFile;
    this.#env = {
      REDIS_URL: redis.url,
      LEDGER_FILE: ledgerFile,
      LEASE_S: `${leaseS}`,
      OPTIONS: JSON.stringify(options),
    };
  }

  /** Those that have not been killed. */
  get apps() {
    return this.#apps.filter((app) => !app.process.hasExited);
  }

  /**
   * Starts one more process; resolves to `{ process, client }`. `options`: of its middleware, as another version of the app has
   * them. `folder`: of the package, if it is another one than this.
   */
  async add(options, folder) {
    const EXPRESS = EXPRESS_VERSIONS[this.#apps.length % EXPRESS_VERSIONS.length];
    const OPTIONS = options === undefined ? this.#env.OPTIONS : JSON.stringify(options);
    const env = { ...this.#env, EXPRESS, OPTIONS };
    // A package in another folder has a binary of its own.
    if (folder !== undefined) Object.assign(env, { PACKAGE: folder, ONCEONLY_BINARY: '' });
    const app = await startApp('test/integration/apps/charges.js', env);
    this.#apps.push(app);
    return app;
  }

  /** Any process that is alive. */
  pick() {
    const { apps } = this;
    return apps[Math.floor(Math.random() * apps.length)].client;
  }

  /**
   * Sends a request, again while it is refused, that is held at `point`; resolves, when it is there, to `{ line, answered
   * }`: what it writes or has written into the ledger, and its answer, which is undefined if the process dies.
   */
  async stopAt(point, { process: child, client }, route, sent, headers) {
    const reached = child.firstMatch(new RegExp(`^${point} ${sent.key} (.*)`));
    const request = { ...sent, headers: { 'X-Stop-At': point, ...headers } };
    return until(async () => {
      const answered = client.post(route, request).catch(() => undefined);
      const stopped = await Promise.race([reached, answered.then(() => undefined)]);
      return stopped && { line: JSON.parse(stopped[1]), answered };
    }, `the request is ${point} its effect`);
  }

  /** Sends a request to one process after another, until its answer is none of "in progress". Gives all answers. */
  async retryUntilDecided(route, sent) {
    const answers = [];
    await until(async () => {
      const answer = await this.pick().post(route, sent);
      answers.push(answer);
      return !isInProgress(answer);
    }, 'the key is decided');
    return answers;
  }

  /** The lines that were written for a key, or for all keys. */
  async ledger(key) {
    const text = await fs.readFile(this.#ledgerFile, 'utf8');
    const lines = text.split('\n').slice(0, -1);
    return lines
      .map((line) => JSON.parse(line))
      .filter((line) => key === undefined || line.key === key);
  }
}

function isInProgress({ status, error }) {
  return status === 409 && error === 'REQUEST_IN_PROGRESS';
}

/** A request with a key of its own. */
function newRequest() {
  return { key: generateIdempotencyKey(), body: { amount: 2500 } };
}

/** The address under which a store knows a request that was sent to a route of the fleet. */
function addressOf(route, { key }) {
  return { key, method: 'POST', path: route };
}

/** `size` processes that are ready. `leaseS`: their lockTTL; `options`: further options of the middleware. */
async function startFleet(size, settings) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'onceonly-ledger-'));
  atEnd(() => fs.rm(folder, { recursive: true }));
  const ledgerFile = path.join(folder, 'ledger.jsonl');
  await fs.writeFile(ledgerFile, '');
  const fleet = new Fleet(await sharedRedis(), ledgerFile, settings);
  atEnd(() => fleet.store.close());
  await Promise.all(Array.from({ length: size }, () => fleet.add()));
  return fleet;
}

module.exports = { addressOf, isInProgress, newRequest, startFleet };
