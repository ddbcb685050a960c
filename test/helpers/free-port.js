'use strict';

const { once } = require('node:events');
const net = require('node:net');

// Below the ports that systems give to outgoing connections: one of those would take the port of a server, or connect to
// itself, while the server restarts. A node of a cluster also listens 10,000 above its port, where no other server of the tests is.
const FIRST_PORT = 10_000;
const PORTS = 10_000;

/** A TCP port of this machine that nothing listens on now. */
async function findFreePort() {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (await isFree(port)) return port;
  }
}

async function isFree(port) {
  const server = net.createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

module.exports = { findFreePort };
