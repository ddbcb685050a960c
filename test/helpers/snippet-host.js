'use strict';

// Preloaded into a process that runs a README snippet as it stands. It brings what the reader has, a payment gateway,
// and whatever port the snippet asks for, it gets a free one of this machine and its parent is told which.

const net = require('node:net');

let calls = 0;
globalThis.gateway = {
  async createCharge({ amount }) {
    calls += 1;
    return { id: `ch_${calls}`, amount, status: 'succeeded' };
  },
};

const { listen } = net.Server.prototype;

net.Server.prototype.listen = function listenAnywhere(...args) {
  const callback = args.findLast((arg) => typeof arg === 'function');
  this.once('listening', () => process.send({ port: this.address().port }));
  return listen.call(this, 0, '127.0.0.1', callback);
};
