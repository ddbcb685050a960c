'use strict';

const express = require('express');

const { serveRoute } = require('../../helpers/app');
const { atEnd } = require('../../helpers/cleanups');
const { startCluster } = require('../../helpers/redis-cluster');
const { ORDERS } = require('../../helpers/shared-cluster');
const { openStore } = require('../../helpers/shop');
const { until } = require('../../helpers/until');

jest.setTimeout(90_000);

const isCutOff = async (node) =>
  (await node.command('CLUSTER', 'INFO')).includes('cluster_state:fail');

test('a node that has lost most of its cluster gets no request run, and serves when they are back', async () => {
  const cluster = await startCluster();
  const [left, ...lost] = cluster.primaries;
  const store = openStore(cluster.url);
  const operation = jest.fn(async ({ body }) => body);
  const client = await serveRoute(express, { store }, operation);
  const send = (key) => client.post('/run', { key, body: { key } });
  await Promise.all(ORDERS.map((key) => store.store(key, key)));
  for (const node of lost) atEnd(() => node.resume());
  for (const node of lost) node.pause();
  await until(() => isCutOff(left), 'the node knows that it is alone');
  const answers = await Promise.all(ORDERS.map(send));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  expect(operation).not.toHaveBeenCalled();
  for (const node of lost) node.resume();
  for (const key of ORDERS) {
    await until(async () => (await send(key)).status === 200, `${key} is served`);
  }
  expect(operation).toHaveBeenCalledTimes(ORDERS.length);
});
