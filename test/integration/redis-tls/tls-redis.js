'use strict';

const { findFreePort } = require('../../helpers/free-port');
const { startRedis } = require('../../helpers/redis-server');

/** Starts a redis-server that speaks TLS on `tlsPort` with the certificate `name`, and plain text elsewhere. */
async function startTlsRedis(certificates, name, args = []) {
  const tlsPort = await findFreePort();
  const files = [
    ...['--tls-cert-file', certificates.path(`${name}.pem`)],
    ...['--tls-key-file', certificates.path(`${name}.key`)],
    ...['--tls-ca-cert-file', certificates.path('authority.pem')],
  ];
  const redis = await startRedis({
    args: ['--tls-port', tlsPort, '--tls-auth-clients', 'no', ...files, ...args],
  });
  return { redis, tlsPort };
}

module.exports = { startTlsRedis };
