'use strict';

const { startCluster } = require('../../helpers/redis-cluster');
const { ORDERS } = require('../../helpers/shared-cluster');
const { openStore } = require('../../helpers/shop');
const { until } = require('../../helpers/until');
const { makeCertificates } = require('../redis-tls/certificates');
const { certified } = require('../redis-tls/tls-redis');

const ALL_WITH_TLS = ['--tls-cluster', 'yes', '--tls-replication', 'yes'];

jest.setTimeout(90_000);

test('a cluster with TLS is served, and a replica is found that takes the place of a primary', async () => {
  const certificates = await makeCertificates();
  const args = [...certified(certificates, 'server'), ...ALL_WITH_TLS];
  const cluster = await startCluster({ replicas: 1, args, hasTls: true });
  const [lost, { port }] = cluster.primaries;
  const ca = await certificates.read('authority.pem');
  const store = openStore({ host: 'localhost', port, tls: { ca } });
  await Promise.all(ORDERS.map((key) => store.store(key, key)));
  await cluster.replicated(lost);
  await lost.stop();
  const isServed = async () => {
    const found = ORDERS.map((key) => store.check(key).catch(() => undefined));
    return (await Promise.all(found)).every((value, i) => value === ORDERS[i]);
  };
  await until(isServed, 'every key is served');
  const states = store.status().nodes.map(({ address, state }) => [address, state]);
  expect(states).toContainEqual([`127.0.0.1:${cluster.replicas[0].port}`, 'ready']);
});
