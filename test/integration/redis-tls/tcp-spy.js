'use strict';

const { TcpRelay } = require('../../helpers/tcp-relay');

/** Stands between client and server and counts the reads that each of them causes. */
class TcpSpy extends TcpRelay {
  #records = { request: 0, reply: 0 };

  records(direction) {
    return this.#records[direction];
  }

  forget() {
    this.#records = { request: 0, reply: 0 };
  }

  pass(bytes, direction, to) {
    this.#records[direction] += 1;
    to.write(bytes);
  }
}

/** Starts a spy in front of a port of this machine; it ends with the test file. */
function startTcpSpy(targetPort) {
  return new TcpSpy(targetPort).start();
}

module.exports = { startTcpSpy };
