'use strict';

const { once } = require('node:events');
const net = require('node:net');

const { atEnd } = require('./cleanups');

/**
 * Stands on a free port of this machine, between clients and the server behind it, and passes all bytes on. A kind of its own
 * overrides `pass(bytes, direction, to)`, where the direction is 'request' or 'reply', or `relay(client, server)`, which gets both
 * sockets of each new connection.
 */
class TcpRelay {
  /** The server behind it: a new one serves new connections. */
  targetPort;
  isRefusing = false;
  #listener;
  #sockets = new Set();

  constructor(targetPort) {
    this.targetPort = targetPort;
    this.#listener = net.createServer((client) => this.#accept(client));
  }

  get port() {
    return this.#listener.address().port;
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts the relay; it ends with the test file. */
  async start() {
    this.#listener.listen(0, '127.0.0.1');
    await once(this.#listener, 'listening');
    atEnd(() => this.#close());
    return this;
  }

  /** Ends all connections. */
  destroyAll() {
    for (const socket of this.#sockets) socket.destroy();
  }

  relay(client, server) {
    this.#pipe(client, server, 'request');
    this.#pipe(server, client, 'reply');
  }

  pass(bytes, direction, to) {
    to.write(bytes);
  }

  #pipe(from, to, direction) {
    from.on('close', () => to.destroy());
    from.on('data', (bytes) => this.pass(bytes, direction, to));
  }

  #accept(client) {
    if (this.isRefusing) return client.destroy();
    const server = net.connect(this.targetPort, '127.0.0.1');
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
    }
    this.relay(client, server);
  }

  async #close() {
    this.isRefusing = true;
    this.destroyAll();
    this.#listener.close();
    await once(this.#listener, 'close');
  }
}

module.exports = { TcpRelay };
