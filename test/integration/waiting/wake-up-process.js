'use strict';

// Waits for the key that its parent names and says when it had the answer; answers each plain message with another one.

const net = require('node:net');

const { IdempotencyHandler, createStore } = require('onceonly');

const { internals } = require('../../../lib/store/store');

const PUBLISH = '*3\r\n$7\r\nPUBLISH\r\n$4\r\npong\r\n$1\r\n1\r\n';

const port = Number(process.argv[2]);
const store = createStore({ redis: `redis://127.0.0.1:${port}` });
const handler = new IdempotencyHandler({ store, inProgress: 'wait' });
const { waiters } = internals(store);
const wait = waiters.wait.bind(waiters);
let wokenAt;

waiters.wait = async (parts) => {
  const answer = await wait(parts);
  wokenAt = process.hrtime.bigint();
  return answer;
};

const publisher = net.connect(port, '127.0.0.1').setNoDelay(true);
const listener = net.connect(port, '127.0.0.1').setNoDelay(true);
publisher.on('data', () => {});
listener.write('*2\r\n$9\r\nSUBSCRIBE\r\n$4\r\nping\r\n');
listener.on('data', (bytes) => bytes.includes('message') && publisher.write(PUBLISH));

process.on('message', async ({ key }) => {
  await handler.execute(key, {}, () => {
    throw new Error('this process only waits');
  });
  process.send({ wokenAt: Number(wokenAt) });
});
