'use strict';

const { setTimeout: wait } = require('node:timers/promises');

const { TcpRelay } = require('../tcp-relay');

/** One direction of one connection through the proxy. Bytes leave in the order in which they came. */
class Line {
  #to;
  #sent = Promise.resolve();
  #deaf = false;

  constructor(to) {
    this.#to = to;
  }

  send(bytes, delayMs = 0) {
    if (this.#deaf) return;
    const due = performance.now() + delayMs;
    this.#sent = this.#sent.then(async () => {
      const left = due - performance.now();
      if (left > 0) await wait(left);
      if (!this.#to.destroyed) this.#to.write(bytes);
    });
  }

  /** Drops what follows for good: a stream of TCP that has lost bytes never goes on behind them. */
  lose() {
    this.#deaf = true;
  }
}

/** A connection through the proxy: both sockets, and what may still pass before it is reset. */
class Connection {
  #sockets;
  lines;
  bytesLeft = Infinity;

  constructor(client, server) {
    this.#sockets = [client, server];
    this.lines = { request: new Line(server), reply: new Line(client) };
    for (const socket of this.#sockets) {
      socket.setNoDelay(true);
      socket.on('close', () => this.#sockets.forEach((each) => each.destroy()));
    }
  }

  reset() {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }
}

const passOn = (connection, direction, bytes) => connection.lines[direction].send(bytes);

/** A TCP proxy in front of a server, whose network a test can make worse and mend again. */
class FaultProxy extends TcpRelay {
  #carry = passOn;

  mend() {
    this.#carry = passOn;
  }

  /** Every reply comes `ms` later. */
  delayReplies(ms) {
    this.#carry = ({ lines }, direction, bytes) =>
      lines[direction].send(bytes, direction === 'reply' ? ms : 0);
  }

  /** The server gets everything and none of its replies comes back; the connections stay open. */
  loseReplies() {
    this.#carry = ({ lines }, direction, bytes) => {
      if (direction === 'reply') lines.reply.lose();
      lines[direction].send(bytes);
    };
  }

  /** Every connection is reset after as many bytes, of both directions, as `nextCount()` says. */
  resetAfter(nextCount) {
    this.#carry = (connection, direction, bytes) => {
      if (connection.bytesLeft === Infinity) connection.bytesLeft = nextCount();
      const passing = bytes.subarray(0, connection.bytesLeft);
      connection.bytesLeft -= passing.length;
      connection.lines[direction].send(passing);
      if (connection.bytesLeft === 0) setImmediate(() => connection.reset());
    };
  }

  relay(client, server) {
    const connection = new Connection(client, server);
    client.on('data', (bytes) => this.#carry(connection, 'request', bytes));
    server.on('data', (bytes) => this.#carry(connection, 'reply', bytes));
  }
}

/** Starts a proxy on a free port; it ends with the test file. */
function startFaultProxy(targetPort) {
  return new FaultProxy(targetPort).start();
}

module.exports = { startFaultProxy };
