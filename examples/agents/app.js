'use strict';

const path = require('node:path');
const { createStore, idempotency, idempotencyErrors, idempotentRoute } = require('onceonly');
const { Agents } = require('./agents');
const { failOnPurpose } = require('./faults');

const MODELS = ['small', 'large'];
const CLIENT = path.dirname(require.resolve('onceonly/client'));

/** Builds the app: the page with the form, its API, and the client that the page imports. */
function createApp({
  express = require('express'),
  redisUrl,
  store = createStore(redisUrl === undefined ? {} : { redis: redisUrl }),
  agents = new Agents(),
} = {}) {
  const app = express();
  app.use('/client', express.static(CLIENT));
  app.use(express.static(path.join(__dirname, 'public')));

  const api = express.Router({ mergeParams: true });
  api.use(express.json(), signIn, failOnPurpose);
  // One key of two users, or in two organisations, names two agents.
  const scope = (req) => JSON.stringify([req.params.organisation, req.user]);
  api.post(
    '/agents',
    refuseBadAgent,
    idempotency({ store, scope, required: true }),
    idempotentRoute((req, context) => createAgent(agents, req, context), { status: 201 }),
  );
  api.get('/agents', (req, res, next) => {
    agents.list(req.params.organisation).then((rows) => res.json(rows), next);
  });
  app.use('/api/organisations/:organisation', api);
  app.use(idempotencyErrors());
  app.use(sendError);
  return app;
}

/** Stands for the login of your app. */
function signIn(req, res, next) {
  const [, user] = /^Bearer (\w+)$/.exec(req.get('Authorization') ?? '') ?? [];
  if (user === undefined) return res.status(401).json({ message: 'Sign in first.' });
  req.user = user;
  next();
}

// Before the middleware: a form that is refused takes no key.
function refuseBadAgent(req, res, next) {
  const { name, model } = req.body ?? {};
  const isNamed = typeof name === 'string' && name.trim() !== '' && name.length <= 60;
  if (!isNamed) return res.status(400).json({ message: 'An agent has a name of 1 to 60 letters.' });
  if (!MODELS.includes(model)) return res.status(400).json({ message: 'There is no such model.' });
  next();
}

function createAgent(agents, req, { effectId }) {
  const { name, model } = req.body;
  const { organisation } = req.params;
  return agents.create({ effectId, organisation, user: req.user, name: name.trim(), model });
}

// Express tells an error handler from other middleware by its four parameters.
function sendError(error, req, res, next) {
  if (res.headersSent || !error.status) return next(error);
  res.status(error.status).json({ message: error.message });
}

module.exports = { createApp };
