'use strict';

const { once } = require('node:events');
const net = require('node:net');

const { atEnd } = require('./cleanups');

/** A TCP proxy in front of a server, whose connections a test can cut at a moment of its choice. */
class TcpProxy {
  #server;
  #targetPort;
  #pairs = new Set();
  #cutWhen = () => false;
  #refusing = false;

  constructor(targetPort) {
    this.#targetPort = targetPort;
    this.#server = net.createServer((client) => this.#accept(client));
  }

  get url() {
    return `redis://127.0.0.1:${this.#server.address().port}`;
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Cuts all connections and every new one at once, until `mend()`. */
  cut() {
    this.#refusing = true;
    this.#destroyAll();
  }

  mend() {
    this.#refusing = false;
    this.#cutWhen = () => false;
  }

  /**
   * From now on the server is out of reach as soon as bytes go by for which `matches(text, direction)` holds; the
   * direction is 'request' or 'reply'. Those bytes themselves are dropped.
   */
  cutWhen(matches) {
    this.#cutWhen = matches;
  }

  async close() {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client) {
    if (this.#refusing) return client.destroy();
    const server = net.connect(this.#targetPort, '127.0.0.1');
    const pair = [client, server];
    this.#pairs.add(pair);
    this.#pipe(client, server, 'request', pair);
    this.#pipe(server, client, 'reply', pair);
  }

  #pipe(from, to, direction, pair) {
    from.on('error', () => {});
    from.on('close', () => {
      to.destroy();
      this.#pairs.delete(pair);
    });
    from.on('data', (bytes) => {
      if (this.#cutWhen(bytes.toString('latin1'), direction)) this.cut();
      else to.write(bytes);
    });
  }

  #destroyAll() {
    for (const sockets of this.#pairs) {
      for (const socket of sockets) socket.destroy();
    }
  }
}

/** Starts a proxy on a free port; it ends with the test file. */
async function startProxy(targetPort) {
  const proxy = new TcpProxy(targetPort);
  await proxy.listen();
  atEnd(() => proxy.close());
  return proxy;
}

module.exports = { startProxy };
