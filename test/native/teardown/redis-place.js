'use strict';

const { makeCertificates } = require('../../integration/redis-tls/certificates');
const { startTlsRedis } = require('../../integration/redis-tls/tls-redis');

/** Starts a redis-server that can be reached in every way; `place` is what the programs need to know of it. */
async function startRedisPlace() {
  const certificates = await makeCertificates();
  const { redis, tlsPort } = await startTlsRedis(certificates, 'server');
  const { pid, port, socketPath } = redis;
  const place = { pid, port, tlsPort, socketPath, caFile: certificates.path('authority.pem') };
  return { redis, place };
}

module.exports = { startRedisPlace };
