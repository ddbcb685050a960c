'use strict';

const { findFreePort } = require('../../helpers/free-port');
const { startRedis } = require('../../helpers/redis-server');

/** The arguments of a redis-server that has the certificate `name`, and asks clients for none. */
function certified(certificates, name) {
  return [
    ...['--tls-cert-file', certificates.path(`${name}.pem`)],
    ...['--tls-key-file', certificates.path(`${name}.key`)],
    ...['--tls-ca-cert-file', certificates.path('authority.pem')],
    ...['--tls-auth-clients', 'no'],
  ];
}

/** Starts a redis-server that speaks TLS on `tlsPort` with the certificate `name`, and plain text elsewhere. */
async function startTlsRedis(certificates, name, args = []) {
  const tlsPort = await findFreePort();
  const files = certified(certificates, name);
  const redis = await startRedis({ args: ['--tls-port', tlsPort, ...files, ...args] });
  return { redis, tlsPort };
}

module.exports = { certified, startTlsRedis };
