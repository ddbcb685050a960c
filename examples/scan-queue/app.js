'use strict';

const { randomUUID } = require('node:crypto');
const { asyncRoute, createStore, idempotency, idempotencyErrors } = require('onceonly');
const { ScanQueue } = require('./scan-queue');

const KEPT_S = 48 * 3600;
// This API has promised 409 for a key that comes back with other parameters.
const MISMATCH = { mismatchStatus: 409 };

/** Builds the app. `queue` has `add(id, target)`, which adds an id once, and `get(id)`. */
function createApp({
  express = require('express'),
  redisUrl,
  store = createStore(redisUrl === undefined ? {} : { redis: redisUrl }),
  queue = new ScanQueue(async (target) => ({ target, findings: [] })),
} = {}) {
  const app = express();
  app.use(express.json());
  app.use('/scans', idempotency({ store }));
  app.post('/scans', asyncRoute(enqueueScan(store, queue)));
  app.get('/scans/:id', showScan(queue));
  app.use(idempotencyErrors());
  app.use(sendError);
  return app;
}

function enqueueScan(store, queue) {
  return async (req, res) => {
    const { target } = req.body ?? {};
    if (typeof target !== 'string' || target === '') throw badTarget();
    const params = { target };
    const { id, existed } = await nameTask(store, req, params);
    // Also for a task that has a name already: whoever named it may have died before it was enqueued.
    await queue.add(id, params.target);
    res.status(202).json({ task_id: id, idempotent: existed });
  };
}

/**
 * The id of the task for a request: the one that is stored for its key, or a new one, which is stored before anybody
 * enqueues it. Of requests that race one stores its id, and all of them enqueue that.
 */
async function nameTask(store, { idempotency: { key } }, params) {
  const fresh = { task_id: randomUUID() };
  if (key === undefined) return { id: fresh.task_id, existed: false };
  const address = { key, method: 'POST', path: '/scans' };
  const known = await store.check(address, params, MISMATCH);
  if (known !== null) return { id: known.task_id, existed: true };
  if (await store.store(address, fresh, params, { ttl: KEPT_S, ...MISMATCH })) {
    return { id: fresh.task_id, existed: false };
  }
  const winner = await store.check(address, params, MISMATCH);
  return { id: winner.task_id, existed: true };
}

function badTarget() {
  return Object.assign(new Error('A scan has a target.'), { status: 400, code: 'BAD_TARGET' });
}

function showScan(queue) {
  return (req, res) => {
    const job = queue.get(req.params.id);
    if (job === null) return res.status(404).json({ error: 'NOT_FOUND' });
    res.json(job);
  };
}

// Express tells an error handler from other middleware by its four parameters.
function sendError(error, req, res, next) {
  if (res.headersSent || !error.status) return next(error);
  res.status(error.status).json({ error: error.code ?? error.type, message: error.message });
}

module.exports = { createApp };
