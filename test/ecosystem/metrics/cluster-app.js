'use strict';

// Two workers with one app, and a primary that answers GET /metrics for both. It prints the addresses of the metrics, and of the app.

const cluster = require('node:cluster');
const http = require('node:http');
const { once } = require('node:events');

const express = require('express');
const client = require('prom-client');
const { MemoryStore, idempotency, idempotentRoute } = require('../../../lib');
const { prometheus } = require('../../../lib/metrics');

const WORKERS = 2;
const aggregator = new client.AggregatorRegistry();

async function listen(app) {
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

async function serveApp() {
  const store = new MemoryStore();
  prometheus(client, { stores: [store] });
  const app = express();
  app.use(express.json());
  app.use(idempotency({ store, scope: false }));
  app.post(
    '/pay',
    idempotentRoute(() => process.pid),
  );
  process.send({ port: await listen(app) });
}

async function serveMetrics() {
  const workers = Array.from({ length: WORKERS }, () => cluster.fork());
  const [port] = await Promise.all(workers.map(portOf));
  const metrics = await listen((req, res) => {
    aggregator.clusterMetrics().then(
      (text) => res.end(text),
      (error) => res.writeHead(500).end(error.stack),
    );
  });
  console.log(`metrics ${metrics} app ${port}`);
}

// The workers also send messages of prom-client.
function portOf(worker) {
  return new Promise((resolve, reject) => {
    worker.on('message', ({ port }) => port && resolve(port));
    worker.once('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
  });
}

(cluster.isPrimary ? serveMetrics() : serveApp()).catch((error) => {
  console.error(error);
  process.exit(1);
});
