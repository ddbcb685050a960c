'use strict';

const client = require('prom-client');
const { asyncRoute } = require('onceonly');
const { prometheus } = require('onceonly/metrics');

/** `GET /metrics` for Prometheus, and `GET /health` for a load balancer. */
function addObservability(app, store) {
  const register = new client.Registry();
  prometheus(client, { register, stores: [store] });

  async function metrics(req, res) {
    res.type(register.contentType).send(await register.metrics());
  }

  function health(req, res) {
    const { state, lastError } = store.status();
    const isReady = state !== 'down' && state !== 'closed';
    res.status(isReady ? 200 : 503).json({ ready: isReady, store: state, lastError });
  }

  app.get('/metrics', asyncRoute(metrics));
  app.get('/health', health);
}

module.exports = { addObservability };
