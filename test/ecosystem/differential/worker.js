'use strict';

// A process that plays cases: `{ given, how }` comes as a message, what check() gives goes back. What would end a process is noted as a
// fault of the case, and the process is not used again after one.

// Before anything loads lib/.
require('./mutants').install(process.env.DIFFERENTIAL_MUTANT);

const { once } = require('node:events');
const http = require('node:http');

const { makeBody } = require('./bodies');
const { check } = require('./check');
const { openStores } = require('./stores');

const { DIFFERENTIAL_FOLDER: folder, DIFFERENTIAL_REDIS: redis } = process.env;

/** What an app proxies to: it answers with the body that the request describes. */
async function serveUpstream() {
  const server = http.createServer((req, res) => {
    const { length, body } = JSON.parse(req.headers['x-answer']);
    const bytes = Buffer.from(makeBody(body));
    res.setHeader('Content-Type', 'application/octet-stream');
    if (length) res.setHeader('Content-Length', bytes.length);
    res.write(bytes.subarray(0, 3));
    setImmediate(() => res.end(bytes.subarray(3)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

async function main() {
  const faults = [];
  const hub = {};
  process.on('uncaughtException', (error, origin) => {
    faults.push(`${origin} ${error?.code ?? error?.message}`);
  });
  // Express tells of each error here, and express-session of its store.
  console.error = () => {};
  console.warn = () => {};
  const stores = openStores(redis, hub);
  const world = { stores, hub, faults, place: { folder, upstream: await serveUpstream() } };
  process.on('message', async ({ given, how }) => {
    process.send(await check(given, world, how));
  });
  process.send({ ready: true });
}

main();
