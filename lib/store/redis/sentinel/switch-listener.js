'use strict';

const { Buffer } = require('node:buffer');
const { clearTimeout, setTimeout } = require('node:timers');

const { jitter } = require('../../../util/timers');

/** @import { Opener, Stream } from '../node-socket' */

// The leader of a failover tells the first as soon as it names the new primary, and every sentinel the second.
const CHANNELS = ['+promoted-slave', '+switch-master'];
const LONGEST_NAME = Math.max(...CHANNELS.map((channel) => channel.length));
const AGAIN_MS = 1000;

/**
 * Listens to one sentinel over a connection of its own. `onNews()`: it has begun to listen, or a primary has changed. That is
 * a hint to ask. No message is read: a sentinel that was restarted may repeat an old one.
 */
class SwitchListener {
  #open;
  #username;
  #connectTimeoutMs;
  #onNews;
  /** @type {Stream | undefined} */
  #stream;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #tail = '';
  #isHeard = false;
  #isClosed = false;

  /** @param {{ open: Opener, username: string, connectTimeoutMs: number, onNews: () => void }} parts */
  constructor({ open, username, connectTimeoutMs, onNews }) {
    this.#open = open;
    this.#username = username;
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#onNews = onNews;
    this.#start();
  }

  /** Called once in a while. A sentinel that has said nothing since the last call is left, and called anew. */
  check() {
    if (this.#stream === undefined) return;
    if (!this.#isHeard) return this.#stop();
    this.#isHeard = false;
    this.#stream.write(command('PING'));
  }

  close() {
    this.#isClosed = true;
    this.#stop();
  }

  #start() {
    this.#tail = '';
    this.#isHeard = false;
    const stream = this.#open({
      connected: (password) => {
        this.#wake(undefined);
        this.#isHeard = true;
        stream.setRef(false);
        stream.write(this.#greeting(password));
      },
      bytes: (bytes) => this.#hear(bytes.toString('latin1')),
      drained: () => {},
      password: () => {},
      leadTo: () => {},
      closed: () => this.#stop(),
    });
    this.#stream = stream;
    this.#wake(() => this.#stop(), this.#connectTimeoutMs);
  }

  #stop() {
    this.#stream?.destroy();
    this.#stream = undefined;
    this.#wake(this.#isClosed ? undefined : () => this.#start(), jitter(AGAIN_MS));
  }

  /**
   * @param {(() => void) | undefined} run
   * @param {number} [ms]
   */
  #wake(run, ms) {
    clearTimeout(this.#timer);
    this.#timer = run && setTimeout(run, ms).unref();
  }

  /** @param {string} password */
  #greeting(password) {
    const user = this.#username === '' ? [] : [this.#username];
    const auth = password === '' ? [] : [command('AUTH', ...user, password)];
    return Buffer.concat([...auth, command('SUBSCRIBE', ...CHANNELS)]);
  }

  /** @param {string} text */
  #hear(text) {
    this.#isHeard = true;
    const heard = this.#tail + text;
    const isNews = CHANNELS.some((channel) => heard.includes(channel));
    this.#tail = isNews ? '' : heard.slice(1 - LONGEST_NAME);
    if (isNews) this.#onNews();
  }
}

/** @param {string[]} parts */
function command(...parts) {
  const encoded = parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return Buffer.from(`*${parts.length}\r\n${encoded.join('')}`);
}

module.exports = { SwitchListener };
