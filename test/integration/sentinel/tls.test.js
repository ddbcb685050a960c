'use strict';

const { findFreePort } = require('../../helpers/free-port');
const { startOneSentinel } = require('../../helpers/redis-sentinel');
const { makeCertificates } = require('../redis-tls/certificates');
const { startTlsRedis } = require('../redis-tls/tls-redis');
const { openStore } = require('../../helpers/shop');

jest.setTimeout(60_000);

let certificates;
let ca;

beforeAll(async () => {
  certificates = await makeCertificates();
  ca = await certificates.read('authority.pem');
});

/** A primary and its sentinel, both with TLS: the address of the sentinel, and the certificate authority of both. */
async function startGroup() {
  const { redis, tlsPort } = await startTlsRedis(certificates, 'server');
  const sentinelPort = await findFreePort();
  await startOneSentinel([
    `tls-port ${sentinelPort}`,
    'tls-replication yes',
    'tls-auth-clients no',
    `tls-cert-file ${certificates.path('server.pem')}`,
    `tls-key-file ${certificates.path('server.key')}`,
    `tls-ca-cert-file ${certificates.path('authority.pem')}`,
    `sentinel monitor mymaster 127.0.0.1 ${tlsPort} 1`,
  ]);
  return { redis, sentinels: [{ host: 'localhost', port: sentinelPort }] };
}

describe('a store whose sentinels and servers have TLS', () => {
  test('reaches both with the settings of the servers', async () => {
    const { redis, sentinels } = await startGroup();
    const store = openStore({ sentinels, name: 'mymaster', tls: { ca } });
    await store.store('a', 1);
    expect(await redis.command('DBSIZE')).toBe(1);
  });

  test('reaches both with settings of their own, and a password that is asked for', async () => {
    const { redis, sentinels } = await startGroup();
    const tls = { ca, servername: 'localhost' };
    const password = async () => '';
    const store = openStore({ sentinels, name: 'mymaster', tls, sentinelTls: { ca }, password });
    await store.store('a', 1);
    expect(await redis.command('DBSIZE')).toBe(1);
  });

  test('trusts no sentinel of another authority', async () => {
    const { redis, sentinels } = await startGroup();
    const sentinelTls = { ca: await certificates.read('stranger.pem') };
    const store = openStore({ sentinels, name: 'mymaster', tls: { ca }, sentinelTls });
    const error = await store.store('a', 1).catch((thrown) => thrown);
    expect(error).toMatchObject({ cause: { code: 'SENTINELS_DOWN' } });
    expect(await redis.command('DBSIZE')).toBe(0);
  });
});
