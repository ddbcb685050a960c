'use strict';

const { getSharedIdempotencyService, idempotency } = require('express-idempotency');

/** In memory: its own adapters are that and MongoDB. */
function mount(app, { express, charge }) {
  app.use(express.json());
  app.use(idempotency());
  app.post('/charge', async (req, res) => {
    if (getSharedIdempotencyService().isHit(req)) return;
    res.json(await charge(req.body));
  });
}

module.exports = { 'express-idempotency, memory': { isPeer: true, mount } };
