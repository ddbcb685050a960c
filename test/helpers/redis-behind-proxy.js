'use strict';

const { createStore } = require('onceonly');

const { atEnd } = require('./cleanups');
const { startRedis } = require('./redis-server');
const { startProxy } = require('./tcp-proxy');

/** A redis-server of its own for the tests around, with a new proxy in front of it for each of them. */
function redisBehindProxy() {
  const link = { redis: undefined, proxy: undefined, openStore };

  /** Opens a store that reaches Redis through the proxy. It is closed at the end of the test file. */
  function openStore(options) {
    const store = createStore({ redis: link.proxy.url, ...options });
    atEnd(() => store.close());
    return store;
  }

  beforeAll(async () => {
    link.redis = await startRedis();
  });
  beforeEach(async () => {
    link.proxy = await startProxy(link.redis.port);
  });
  return link;
}

module.exports = { redisBehindProxy };
