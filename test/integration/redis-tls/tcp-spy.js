'use strict';

const { once } = require('node:events');
const net = require('node:net');

const { atEnd } = require('../../helpers/cleanups');

/** Stands between client and server and counts the reads that each of them causes. */
class TcpSpy {
  #server;
  #records = { request: 0, reply: 0 };

  constructor(targetPort) {
    this.#server = net.createServer((client) => {
      const target = net.connect(targetPort, '127.0.0.1');
      this.#pipe(client, target, 'request');
      this.#pipe(target, client, 'reply');
    });
  }

  get port() {
    return this.#server.address().port;
  }

  records(direction) {
    return this.#records[direction];
  }

  forget() {
    this.#records = { request: 0, reply: 0 };
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  close() {
    this.#server.close();
  }

  #pipe(from, to, direction) {
    from.on('error', () => {});
    from.on('close', () => to.destroy());
    from.on('data', (bytes) => {
      this.#records[direction] += 1;
      to.write(bytes);
    });
  }
}

/** Starts a spy in front of a port of this machine; it ends with the test file. */
async function startTcpSpy(targetPort) {
  const spy = new TcpSpy(targetPort);
  await spy.listen();
  atEnd(() => spy.close());
  return spy;
}

module.exports = { startTcpSpy };
