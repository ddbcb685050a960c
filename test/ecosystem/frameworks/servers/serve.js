'use strict';

const { once } = require('node:events');
const { promisify } = require('node:util');

const { atEnd } = require('../../../helpers/cleanups');
const { HttpClient } = require('../../../helpers/http');
const { Http2Client } = require('../../../helpers/http2');

/** Serves on a free port until the test file ends, and resolves to a client. */
async function serve(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return clientOf(server);
}

/** A client for a server of Node that listens. */
function clientOf(server, close = promisify(server.close.bind(server))) {
  const isHttp2 = server.closeAllConnections === undefined;
  const sessions = new Set();
  server.on('session', (session) => sessions.add(session));
  atEnd(() => {
    server.closeAllConnections?.();
    for (const session of sessions) session.destroy();
    return close();
  });
  const { port } = server.address();
  return isHttp2 ? new Http2Client(port) : new HttpClient(port);
}

module.exports = { clientOf, serve };
