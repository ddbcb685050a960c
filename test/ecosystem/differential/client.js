'use strict';

const { EventEmitter } = require('node:events');
const net = require('node:net');

const { readAnswer } = require('./read-answer');

const PING = 'GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

/**
 * A client that sends one request over a connection of its own and notes each byte that comes. `leave` says when it goes
 * away: 'before-head', 'after-head', 'mid-body', 'after-end' or null. One that stays asks for /ping on the same connection
 * once it has its answer, which shows whether the connection can still be used. Emits 'change' for all that happens.
 */
class Client extends EventEmitter {
  #socket;
  #method;
  #plan;
  #received = [];
  #answer;
  #pinged = false;
  #closed = false;

  constructor(port, method, bytes, plan) {
    super();
    this.#method = method;
    this.#plan = plan;
    this.#answer = readAnswer(Buffer.alloc(0), method, false);
    this.#socket = net.connect(port, '127.0.0.1');
    this.#socket.write(bytes);
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('error', () => {});
    this.#socket.on('end', () => this.#end());
    this.#socket.on('close', () => this.#end());
  }

  /** Whether the whole answer has come. */
  get isComplete() {
    return this.#answer.isComplete;
  }

  /** Whether nothing more is waited for. */
  get isDone() {
    return this.#closed;
  }

  /** What has come: the answer, how it ended ('complete', 'cut', 'nothing', 'open') and what /ping gave. */
  get seen() {
    const { isComplete, status, rest = Buffer.alloc(0), ...answer } = this.#answer;
    const unfinished = status === undefined ? 'nothing' : 'cut';
    const end = isComplete ? 'complete' : this.#closed ? unfinished : 'open';
    const pong = this.#pinged ? readAnswer(rest, 'GET', this.#closed) : undefined;
    const extra = this.#pinged ? pong.status === undefined && rest.length : rest.length;
    return { ...answer, status, end, pong: pong?.status ?? 'none', extra: Number(extra) };
  }

  /** The handler has begun, and nothing is sent. */
  begun() {
    this.#leaveIf('before-head');
  }

  close() {
    this.#socket.destroy();
  }

  #take(chunk) {
    if (this.#plan.leave === undefined) return;
    this.#received.push(chunk);
    this.#read(false);
    const { status, body, isComplete } = this.#answer;
    if (status !== undefined) this.#leaveIf('after-head');
    if (body.length > 0) this.#leaveIf('mid-body');
    if (isComplete) this.#leaveIf('after-end');
    if (isComplete && this.#plan.leave === null) this.#ping();
    this.emit('change');
  }

  #read(ended) {
    this.#answer = readAnswer(Buffer.concat(this.#received), this.#method, ended);
  }

  #ping() {
    const closes = this.#answer.headers.some(
      ([name, value]) => name === 'connection' && value === 'close',
    );
    if (this.#pinged || closes) return;
    this.#pinged = true;
    this.#socket.write(PING);
  }

  #end() {
    if (this.#closed) return;
    this.#closed = true;
    this.#read(true);
    this.emit('change');
  }

  #leaveIf(moment) {
    const { leave, how } = this.#plan;
    if (leave !== moment) return;
    this.#plan = { ...this.#plan, leave: undefined };
    if (how === 'end') this.#socket.end();
    else if (how === 'reset') this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }
}

module.exports = { Client };
