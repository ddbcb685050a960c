'use strict';

// Preloaded into a process that runs a documented snippet as it stands. It brings what the reader has, payment gateways, a
// database and a place for orders, and whatever port the snippet asks for, it gets a free one of this machine and its
// parent is told.

const net = require('node:net');

let calls = 0;
const released = new Promise((resolve) => process.on('message', resolve));
process.channel.unref();

/** What the reader's own code does: a body with `hold` waits for a word of the parent, one with `decline` throws. */
async function effect({
  amount,
  customer,
  hold = customer === 'hold',
  decline = customer === 'decline',
}) {
  calls += 1;
  const id = `ch_${calls}`;
  if (decline) throw Object.assign(new Error('declined'), { status: 402 });
  if (hold) {
    process.send({ holding: true });
    await released;
  }
  return { id, amount, status: 'succeeded' };
}

globalThis.gateway = { createCharge: effect };
globalThis.orders = { create: effect };
globalThis.stripe = {
  charges: { create: effect },
  paymentIntents: { create: effect },
  webhooks: { constructEvent: (bytes) => JSON.parse(bytes) },
};
globalThis.db = { query: async () => ({ rowCount: 1 }) };

const { listen } = net.Server.prototype;

net.Server.prototype.listen = function listenAnywhere(...args) {
  const callback = args.findLast((arg) => typeof arg === 'function');
  this.once('listening', () => process.send({ port: this.address().port }));
  return listen.call(this, 0, '127.0.0.1', callback);
};
