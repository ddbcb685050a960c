'use strict';

const { IdempotencyHandler, RedisStore, generateIdempotencyKey } = require('onceonly');

const { atEnd } = require('../../../helpers/cleanups.js');
const { sharedRedis } = require('../../../helpers/each-store.js');
const { gatedOperation } = require('../../../helpers/gate.js');
const { until } = require('../../../helpers/until.js');

let prefixes = 0;

/**
 * Records for a command, in the Redis of the test file, under a prefix of their own. `where` are the options that name the store.
 * Each method makes a record and resolves to `{ key, id }` and more.
 */
class Records {
  constructor(url) {
    this.url = url;
    this.prefix = `cli${++prefixes}`;
    this.where = ['--redis', url, '--prefix', this.prefix];
    this.store = new RedisStore({ redis: url, prefix: this.prefix });
    atEnd(() => this.store.close());
  }

  async done(value = { charge: 'ch_1' }, address = generateIdempotencyKey()) {
    await this.store.store(address, value);
    return this.#named(address);
  }

  /** A key whose operation threw. */
  async failed(error = new Error('card declined')) {
    const key = generateIdempotencyKey();
    const operation = () => Promise.reject(error);
    await this.#handler()
      .execute(key, {}, operation)
      .catch(() => {});
    return this.#named(key);
  }

  /** A key whose operation runs until `finish(value)`. */
  async running(key = generateIdempotencyKey()) {
    const operation = gatedOperation();
    const executed = this.#handler().execute(key, {}, operation.run);
    executed.catch(() => {});
    await operation.begun;
    return { ...(await this.#named(key)), executed, finish: operation.finish };
  }

  /** A key whose outcome nobody knows. */
  async unknown(key = generateIdempotencyKey()) {
    const handler = this.#handler({ lockTTL: 0.3, cacheErrors: () => 'silent' });
    await handler.execute(key, {}, () => Promise.reject(new Error('lost'))).catch(() => {});
    const isUnknown = async () => (await this.store.inspect(key)).state === 'unknown';
    await until(isUnknown, 'its lease is over');
    return this.#named(key);
  }

  #handler(options) {
    return new IdempotencyHandler({ store: this.store, ...options });
  }

  async #named(address) {
    const { id } = await this.store.inspect(address);
    return { key: address, id };
  }
}

async function makeRecords() {
  return new Records((await sharedRedis()).url);
}

module.exports = { makeRecords };
