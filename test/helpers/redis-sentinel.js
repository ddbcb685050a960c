'use strict';

const { randomUUID } = require('node:crypto');
const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');

const { ChildProcess } = require('./child-process');
const { atEnd } = require('./cleanups');
const { findFreePort } = require('./free-port');
const { sendCommand } = require('./redis-command');
const { startRedis } = require('./redis-server');
const { until } = require('./until');

const DOWN_AFTER_MS = 1000;
const BINDS = 5;

/** A sentinel of the tests with a folder, a port and a unix socket of its own. It ends with the test file at the latest. */
class SentinelServer {
  #folder;
  #process;
  port;

  constructor(folder) {
    this.#folder = folder;
  }

  get socketPath() {
    return path.join(this.#folder, 'sentinel.sock');
  }

  get file() {
    return path.join(this.#folder, 'sentinel.conf');
  }

  /** `settings`: lines of its configuration, which the sentinel itself rewrites later. */
  async start(settings) {
    for (let left = BINDS; ; left--) {
      this.port = await findFreePort();
      const own = ['bind 127.0.0.1', `port ${this.port}`, `unixsocket ${this.socketPath}`];
      await fs.writeFile(this.file, [...own, `dir ${this.#folder}`, ...settings, ''].join('\n'));
      try {
        return await this.startAgain();
      } catch (error) {
        if (left === 1 || !/in use/i.test(error.message)) throw error;
      }
    }
  }

  /** Starts it with what it has written of itself. */
  async startAgain() {
    this.#process = new ChildProcess('redis-server', [this.file, '--sentinel']);
    await this.#process.firstMatch(/\+monitor/);
  }

  async stop() {
    await this.#process.kill();
  }

  pause() {
    this.#process.signal('SIGSTOP');
  }

  resume() {
    this.#process.signal('SIGCONT');
  }

  command(...args) {
    return sendCommand(this.socketPath, args);
  }
}

/** A primary, its replicas, and the sentinels that watch them. */
class SentinelGroup {
  constructor(servers, sentinels, name) {
    this.servers = servers;
    this.sentinels = sentinels;
    this.name = name;
  }

  get places() {
    return this.sentinels.map(({ port }) => ({ host: '127.0.0.1', port }));
  }

  get url() {
    const hosts = this.sentinels.map(({ port }) => `127.0.0.1:${port}`);
    return `redis+sentinel://${hosts.join(',')}/${this.name}`;
  }

  /** The server that a sentinel takes for the primary. */
  async primary(sentinel = this.sentinels[0]) {
    const answer = await sentinel.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', this.name);
    return this.servers.find(({ port }) => port === Number(answer[1]));
  }

  /** Resolves to the new primary when all sentinels that answer agree on one other than `before`. */
  promoted(before, sentinels = this.sentinels) {
    return until(async () => {
      const named = await Promise.all(sentinels.map((sentinel) => this.primary(sentinel)));
      return named.every((each) => each !== before && each === named[0]) && named[0];
    }, 'the sentinels agree on another primary');
  }

  /** A failover by hand, led by one sentinel, which a healthy primary does not notice at first. */
  async failOver(sentinel = this.sentinels[0]) {
    await until(
      () =>
        sentinel.command('SENTINEL', 'FAILOVER', this.name).then(
          () => true,
          () => false,
        ),
      'the sentinel begins a failover',
    );
  }
}

/**
 * Starts a primary with `replicas` replicas and `sentinels` sentinels that know each other when this resolves. `args`: further
 * arguments of the servers. `settings`: further lines of the sentinels, which monitor the primary as `name`: sentinels of another test
 * that had the same name might take a primary on a port of theirs for their own.
 */
async function startSentinels({
  replicas = 1,
  sentinels: count = 3,
  name = `shop-${randomUUID()}`,
  args = [],
  settings = [],
} = {}) {
  const all = Array.from({ length: 1 + replicas }, () =>
    startRedis({ args: ['--repl-diskless-sync-delay', '0', ...args] }),
  );
  const servers = await Promise.all(all);
  const [primary, ...others] = servers;
  for (const replica of others) await replica.command('REPLICAOF', '127.0.0.1', primary.port);
  for (const replica of others) {
    await until(async () => (await replica.command('ROLE'))[3] === 'connected', 'it replicates');
  }
  const quorum = Math.floor(count / 2) + 1;
  const lines = [
    `sentinel monitor ${name} 127.0.0.1 ${primary.port} ${quorum}`,
    `sentinel down-after-milliseconds ${name} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${name} 5000`,
    ...settings,
  ];
  const sentinels = await Promise.all(Array.from({ length: count }, () => startOneSentinel(lines)));
  const group = new SentinelGroup(servers, sentinels, name);
  for (const sentinel of sentinels) {
    await until(() => knows(sentinel, name, { others: count - 1, replicas }), 'they meet');
  }
  return group;
}

/** Starts one sentinel with these lines of configuration. */
async function startOneSentinel(lines) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'onceonly-sentinel-'));
  atEnd(() => fs.rm(folder, { recursive: true, force: true }));
  const sentinel = new SentinelServer(folder);
  await sentinel.start(lines);
  return sentinel;
}

async function knows(sentinel, name, { others, replicas }) {
  const fields = await sentinel.command('SENTINEL', 'MASTER', name);
  const field = (wanted) => fields[fields.indexOf(wanted) + 1];
  const isFull = Number(field('num-slaves')) === replicas;
  return isFull && Number(field('num-other-sentinels')) === others;
}

/**
 * Resolves when the store writes to that server, whose connection shows `text`. A primary that is demoted takes writes until its sentinel
 * tells it.
 */
function arrives(store, server, text = 'name=onceonly ') {
  return until(async () => {
    await store.store('arriving', 1);
    return (await server.command('CLIENT', 'LIST')).includes(text);
  }, 'the store writes to the new primary');
}

module.exports = { arrives, SentinelGroup, SentinelServer, startOneSentinel, startSentinels };
