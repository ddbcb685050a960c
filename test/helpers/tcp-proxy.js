'use strict';

const { TcpRelay } = require('./tcp-relay');

/** A TCP proxy in front of a server, whose connections a test can cut at a moment of its choice. */
class TcpProxy extends TcpRelay {
  #cutWhen = () => false;

  /** Cuts all connections and every new one at once, until `mend()`. */
  cut() {
    this.isRefusing = true;
    this.destroyAll();
  }

  mend() {
    this.isRefusing = false;
    this.#cutWhen = () => false;
  }

  /**
   * From now on the server is out of reach as soon as bytes go by for which `matches(text, direction)` holds; the
   * direction is 'request' or 'reply'. Those bytes themselves are dropped.
   */
  cutWhen(matches) {
    this.#cutWhen = matches;
  }

  pass(bytes, direction, to) {
    if (this.#cutWhen(bytes.toString('latin1'), direction)) this.cut();
    else to.write(bytes);
  }
}

/** Starts a proxy on a free port; it ends with the test file. */
function startProxy(targetPort) {
  return new TcpProxy(targetPort).start();
}

module.exports = { startProxy };
