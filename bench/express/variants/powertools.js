'use strict';

const { IdempotencyConfig, makeIdempotent } = require('@aws-lambda-powertools/idempotency');
const { CachePersistenceLayer } = require('@aws-lambda-powertools/idempotency/cache');
const { createClient } = require('redis');

/**
 * As its README uses it, with the key taken from the event. Without payload validation, which refuses identical retries;
 * without the local cache, which would answer from memory what another process may have removed.
 */
async function mount(app, { express, charge, redisPort }) {
  const client = createClient({ socket: { host: '127.0.0.1', port: redisPort } });
  client.on('error', () => {});
  await client.connect();
  const persistenceStore = new CachePersistenceLayer({ client });
  const config = new IdempotencyConfig({ eventKeyJmesPath: 'key', expiresAfterSeconds: 600 });
  config.registerLambdaContext({ getRemainingTimeInMillis: () => 60_000 });
  const operation = makeIdempotent(({ body }) => charge(body), { persistenceStore, config });
  app.use(express.json());
  app.post('/charge', async (req, res) => {
    try {
      res.json(await operation({ key: req.headers['idempotency-key'], body: req.body }));
    } catch (error) {
      res.status(error.name === 'IdempotencyAlreadyInProgressError' ? 409 : 500).json({});
    }
  });
}

module.exports = { 'Powertools + Redis': { usesRedis: true, isPeer: true, mount } };
