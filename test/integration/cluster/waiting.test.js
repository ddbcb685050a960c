'use strict';

const express = require('express');
const { RedisStore } = require('onceonly');

const { serveRoute } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { startCluster } = require('../../helpers/redis-cluster');
const { startRedis } = require('../../helpers/redis-server');
const { until } = require('../../helpers/until');
const { internals } = require('../../../lib/store/store.js');

/** How often a server has run a command. */
async function callsOf(name, node) {
  const stats = await node.command('INFO', 'commandstats');
  return Number(new RegExp(`^cmdstat_${name}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0);
}

/** Two requests of two processes with one key, of which one waits. Resolves to both answers. */
async function race(settings) {
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  const operation = jest.fn(() => finished);
  const stores = [new RedisStore(settings), new RedisStore(settings)];
  const serveOn = (store) => serveRoute(express, { store, inProgress: 'wait' }, operation);
  const clients = await Promise.all(stores.map(serveOn));
  for (const store of stores) atEnd(() => store.close());
  const first = clients[0].post('/run', { key: 'raced', body: {} });
  await until(() => operation.mock.calls.length === 1, 'the first one runs');
  const second = clients[1].post('/run', { key: 'raced', body: {} });
  await until(() => internals(stores[1]).waiters.size === 1, 'the second one waits');
  finish('ran');
  const answers = await Promise.all([first, second]);
  expect(operation).toHaveBeenCalledTimes(1);
  return answers.map(({ status, json }) => [status, json]);
}

test('in a cluster waiting requests get the result, and nothing is published', async () => {
  const cluster = await startCluster();
  const answers = await race({ redis: cluster.url });
  expect(answers).toEqual(Array(2).fill([200, 'ran']));
  for (const node of cluster.primaries) {
    expect(await callsOf('publish', node)).toBe(0);
    expect(await callsOf('subscribe', node)).toBe(0);
  }
}, 60_000);

describe('on one server waiting requests get the result', () => {
  test.each([
    ['without a message if `publish` is false', false, 0],
    ['by a message otherwise', true, 1],
  ])('%s', async (_, publish, least) => {
    const redis = await startRedis();
    const address = { host: '127.0.0.1', port: redis.port, publish };
    expect(await race({ redis: address })).toEqual(Array(2).fill([200, 'ran']));
    const calls = await callsOf('subscribe', redis);
    if (publish) expect(calls).toBeGreaterThanOrEqual(least);
    else expect([calls, await callsOf('publish', redis)]).toEqual([0, 0]);
  });
});
