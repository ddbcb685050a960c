'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');
const path = require('node:path');

const { IdempotencyHandler, createStore } = require('onceonly');

const { internals } = require('../../../lib/store/store');
const { atEnd } = require('../../helpers/cleanups');
const { createGate } = require('../../helpers/gate');
const { startRedis } = require('../../helpers/redis-server');
const { until } = require('../../helpers/until');

const ROUNDS = 60;
const WARM_UP = 20;
const SUBSCRIBE = '*2\r\n$9\r\nSUBSCRIBE\r\n$4\r\npong\r\n';
const PUBLISH = '*3\r\n$7\r\nPUBLISH\r\n$4\r\nping\r\n$1\r\n1\r\n';

const now = () => Number(process.hrtime.bigint());
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const microseconds = (ns) => `${Math.round(ns / 1000)} us`;

/** Plain messages to the other process, which answers each with one of its own. */
class PlainMessages {
  #publisher;
  #listener;

  constructor(port) {
    [this.#publisher, this.#listener] = [1, 2].map(() => net.connect(port, '127.0.0.1'));
    for (const socket of [this.#publisher, this.#listener]) {
      socket.setNoDelay(true);
      atEnd(() => socket.destroy());
    }
    this.#publisher.on('data', () => {});
    this.#listener.write(SUBSCRIBE);
  }

  /** How long one message and the answer to it take. */
  async roundTrip() {
    const heard = new Promise((resolve) => {
      const onData = (bytes) => {
        if (!bytes.includes('message')) return;
        this.#listener.off('data', onData);
        resolve(now());
      };
      this.#listener.on('data', onData);
    });
    const began = now();
    this.#publisher.write(PUBLISH);
    return (await heard) - began;
  }
}

/** A store that notes when a result is sent to it. */
function notingStore(url) {
  const store = createStore({ redis: url });
  atEnd(() => store.close());
  const { verbs } = internals(store);
  const complete = verbs.complete.bind(verbs);
  const noted = { store, completedAt: 0 };
  verbs.complete = (call) => {
    noted.completedAt = now();
    return complete(call);
  };
  return noted;
}

test('a request that waits in another process is woken by the result', async () => {
  const redis = await startRedis();
  const noted = notingStore(redis.url);
  const handler = new IdempotencyHandler({ store: noted.store });
  const other = fork(path.join(__dirname, 'wake-up-process.js'), [redis.port]);
  atEnd(() => other.kill('SIGKILL'));
  const messages = new PlainMessages(redis.port);
  const channels = async () => (await redis.command('PUBSUB', 'CHANNELS', 'idem:*')).length;
  const heard = async () => (await redis.command('PUBSUB', 'NUMSUB', 'ping', 'pong'))[1] === 1;
  await until(heard, 'the other process listens');
  const [roundTrips, wakeUps] = [[], []];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const gate = createGate();
    const key = `round-${round}`;
    const first = handler.execute(key, {}, () => gate.passed);
    await until(async () => (await redis.command('DBSIZE')) === round + 1, 'the owner runs');
    const answered = once(other, 'message');
    other.send({ key });
    await until(async () => (await channels()) === 1, 'the other process waits');
    roundTrips.push(await messages.roundTrip());
    gate.open(round);
    await first;
    const [{ wokenAt }] = await answered;
    wakeUps.push(wokenAt - noted.completedAt);
    await until(async () => (await channels()) === 0, 'the other process has stopped waiting');
  }
  const roundTrip = median(roundTrips.slice(WARM_UP));
  const wakeUp = median(wakeUps.slice(WARM_UP));
  console.log(
    `PUBLISH to another process and back ${microseconds(roundTrip)}, from complete to the answer in another process ` +
      `${microseconds(wakeUp)} (medians): ${(wakeUp / roundTrip).toFixed(1)} round trips`,
  );
  expect(wakeUps).toHaveLength(WARM_UP + ROUNDS);
});
