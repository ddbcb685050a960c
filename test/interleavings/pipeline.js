'use strict';

const net = require('node:net');

const { decode, encode } = require('../helpers/redis-command.js');

/** One connection on which commands are sent without waiting for the replies to those before. */
class Pipeline {
  #socket;
  #waiting = [];
  #next = 0;
  #queued = '';
  #text = '';

  constructor(path) {
    this.#socket = net.connect(path);
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the connection has ended')));
  }

  /** Resolves to the reply; rejects with the server's error. */
  send(command) {
    if (this.#queued === '') setImmediate(() => this.#flush());
    this.#queued += encode(command);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  close() {
    this.#socket.destroy();
  }

  #flush() {
    this.#socket.write(this.#queued, 'latin1');
    this.#queued = '';
  }

  #read(chunk) {
    this.#text += chunk;
    let at = 0;
    for (let reply; (reply = decode(this.#text, at)) !== null; at = reply.next) {
      const { resolve, reject } = this.#waiting[this.#next++];
      if (reply.value instanceof Error) reject(reply.value);
      else resolve(reply.value);
      if (reply.next >= this.#text.length) {
        at = reply.next;
        break;
      }
    }
    this.#text = this.#text.slice(at);
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
    }
  }

  #fail(error) {
    for (const { reject } of this.#waiting.slice(this.#next)) reject(error);
    this.#waiting = [];
    this.#next = 0;
  }
}

module.exports = { Pipeline };
