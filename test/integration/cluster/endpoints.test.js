'use strict';

const { startCluster } = require('../../helpers/redis-cluster');
const { ORDERS } = require('../../helpers/shared-cluster');
const { openStore } = require('../../helpers/shop');

// So that a busy machine promotes nobody.
const CALM = ['--cluster-node-timeout', '15000'];

jest.setTimeout(90_000);

const NAMES = ['--cluster-announce-hostname', 'localhost'];
const BOTH = ['--bind', '127.0.0.1', '::1', '--cluster-announce-ip', '::1'];
const preferred = (type) => ['--cluster-preferred-endpoint-type', type];

describe('a cluster whose nodes tell', () => {
  test.each([
    ['host names', [...NAMES, ...preferred('hostname')], '127.0.0.1', 'localhost'],
    ['no host', preferred('unknown-endpoint'), 'localhost', 'localhost'],
    ['IPv6 addresses', BOTH, '[::1]', '[::1]'],
  ])('%s is served at each of them, also where a slot has moved', async (_, args, asked, told) => {
    const cluster = await startCluster({ args: [...CALM, ...args] });
    const [from, to] = cluster.primaries;
    const store = openStore(`redis://${asked}:${from.port}`);
    await Promise.all(ORDERS.map((key) => store.store(key, key)));
    const addresses = store.status().nodes.map(({ address }) => address);
    const wanted = cluster.primaries.map(({ port }) => `${told}:${port}`);
    expect(addresses.sort()).toEqual(wanted.sort());
    for (const name of await from.command('KEYS', '*')) {
      await cluster.moveSlot(await from.command('CLUSTER', 'KEYSLOT', name), from, to);
    }
    expect(await from.command('DBSIZE')).toBe(0);
    expect(await Promise.all(ORDERS.map((key) => store.check(key)))).toEqual(ORDERS);
  });
});
