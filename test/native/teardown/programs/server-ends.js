'use strict';

const { once } = require('node:events');
const http = require('node:http');
const express = require('express');

const { openStore, programArguments, report } = require('./support');
const { idempotency, idempotentRoute } = require('../../../../lib');

const { way, place } = programArguments();

const app = express();
app.use(express.json());
app.use(idempotency({ store: openStore(way, place) }));
app.post(
  '/charge',
  idempotentRoute(async ({ body }) => ({ charged: body.amount })),
);

function post(port) {
  const headers = { 'Idempotency-Key': 'key', 'Content-Type': 'application/json' };
  const request = http.request({ port, path: '/charge', method: 'POST', headers, agent: false });
  request.end(JSON.stringify({ amount: 5 }));
  return once(request, 'response').then(async ([response]) => {
    const [body] = await once(response, 'data');
    return [response.statusCode, response.headers['idempotency-cached'], JSON.parse(body)];
  });
}

async function main() {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const answers = [await post(port), await post(port)];
  server.close();
  process.once('exit', () => report(answers));
}

main();
