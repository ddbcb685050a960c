'use strict';

const { once } = require('node:events');
const net = require('node:net');

const { ChildProcess } = require('./child-process');
const { atEnd } = require('./cleanups');

// Listens and then never runs again, so that nobody takes a connection out of the queue.
const LISTEN_AND_FREEZE = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, 'port ' + server.address().port + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
// Linux takes one connection more than the backlog says.
const QUEUE = 2;

/** A port of 127.0.0.1 that answers no attempt to connect, neither yes nor no, until the test file ends. */
async function startBlackHole() {
  const listener = new ChildProcess(process.execPath, ['-e', LISTEN_AND_FREEZE]);
  const [, port] = await listener.firstMatch(/^port (\d+)$/);
  for (let i = 0; i < QUEUE; i++) {
    const socket = net.connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    atEnd(() => socket.destroy());
    await once(socket, 'connect');
  }
  return { port: Number(port) };
}

module.exports = { startBlackHole };
