'use strict';

const { setTimeout: wait } = require('node:timers/promises');

/** Routes that write their response themselves. In response mode a retry gets it as it was: status, headers and body. */
function createOrders(delayMs) {
  const orders = new Map();

  async function create(req, res) {
    await wait(delayMs);
    const order = { id: `order-${orders.size + 1}`, items: req.body?.items };
    orders.set(order.id, order);
    res.status(201).location(`/api/orders/${order.id}`).json(order);
  }

  function show(req, res, next) {
    const order = orders.get(req.params.id);
    if (order === undefined) return next();
    res.json(order);
  }

  return { create, show };
}

module.exports = { createOrders };
