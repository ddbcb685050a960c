'use strict';

const { once } = require('node:events');
const net = require('node:net');
const { ReplyReader } = require('./reply-reader');

const LENGTHS = Array.from({ length: 4096 }, (_, i) => `$${i}\r\n`);
const READ_BYTES = 65_536;

/** One argument on the wire. All texts are Latin-1, so that a character is a byte. */
function bulk(text) {
  return `${LENGTHS[text.length] ?? `$${text.length}\r\n`}${text}\r\n`;
}

/** A command on the wire. */
const encoded = (args) => `*${args.length}\r\n${args.map((each) => bulk(String(each))).join('')}`;

/**
 * The least that a Redis client can do: commands that the caller has encoded, one write for all of a turn of the event
 * loop, replies to callbacks in order. It has no timeouts and no reconnecting; a lost connection ends the process. What it
 * costs is the limit for every client in JavaScript.
 */
class PlainRedis {
  #socket;
  #out = '';
  #callbacks = [];
  #head = 0;
  #flush = () => {
    const text = this.#out;
    this.#out = '';
    this.#socket.write(text, 'latin1');
  };

  static async connect(port) {
    const redis = new PlainRedis(port);
    await once(redis.#socket, 'connect');
    return redis;
  }

  constructor(port) {
    const reader = new ReplyReader((reply) => this.#take(reply));
    const onread = {
      buffer: Buffer.allocUnsafeSlow(READ_BYTES),
      callback(length, buffer) {
        reader.feed(buffer.subarray(0, length));
        return true;
      },
    };
    this.#socket = net.connect({ port, host: '127.0.0.1', noDelay: true, onread });
  }

  /** `callback(reply)` gets what ReplyReader gives, so an Error for an error reply. */
  send(text, callback) {
    if (this.#out === '') setImmediate(this.#flush);
    this.#out += text;
    this.#callbacks.push(callback);
  }

  /** The reply to one command; rejects for an error reply. */
  call(...args) {
    return new Promise((resolve, reject) => {
      this.send(encoded(args), (reply) => {
        if (reply instanceof Error) reject(reply);
        else resolve(reply);
      });
    });
  }

  close() {
    this.#socket.destroy();
  }

  #take(reply) {
    const callback = this.#callbacks[this.#head];
    this.#callbacks[this.#head++] = undefined;
    if (this.#head > 1024) {
      this.#callbacks.splice(0, this.#head);
      this.#head = 0;
    }
    callback(reply);
  }
}

module.exports = { PlainRedis, bulk, encoded };
