'use strict';

const { once } = require('node:events');
const http = require('node:http');

const { atEnd } = require('../../../helpers/cleanups.js');

/**
 * A server that gives these answers in turn, the last one for ever: `{ status, headers, body }`, or 'cut' for none, or a function
 * of request and response. `seen` are the requests: `{ method, path, headers, body }`.
 */
async function scriptedServer(...answers) {
  const seen = [];
  const server = http.createServer(async (req, res) => {
    const body = Buffer.concat(await req.toArray());
    seen.push({ method: req.method, path: req.url, headers: req.headers, body });
    answer(answers[Math.min(seen.length, answers.length) - 1], req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, seen };
}

function answer(what, req, res) {
  if (typeof what === 'function') return what(req, res);
  if (what === 'cut') return req.socket.destroy();
  const { status = 200, headers = {}, body = '' } = what;
  const isText = typeof body === 'string' || Buffer.isBuffer(body);
  const type = isText ? {} : { 'Content-Type': 'application/problem+json' };
  res.writeHead(status, { ...type, ...headers }).end(isText ? body : JSON.stringify(body));
}

/** An answer of this package: its refusal with this code. */
function problem(status, error, { retryable = false, headers = {} } = {}) {
  const type = `urn:onceonly:problem:${error.toLowerCase().replaceAll('_', '-')}`;
  return { status, headers, body: { type, status, error, retryable } };
}

module.exports = { problem, scriptedServer };
