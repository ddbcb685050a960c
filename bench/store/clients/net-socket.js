'use strict';

const { createHash } = require('node:crypto');
const { once } = require('node:events');
const net = require('node:net');
const { SCRIPTS, beginArguments, completeArguments, keysOf } = require('../scripts');

const MARK = '\0';
const sha1 = (text) => createHash('sha1').update(text).digest('hex');
const bulk = (text) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/**
 * What plain JavaScript can do: no timeouts, no reconnecting, no errors; commands formatted beforehand but for what
 * differs, one write per tick, a parser that knows only the replies it gets.
 */
class PlainClient {
  #socket;
  #waiting = [];
  #head = 0;
  #queued = '';
  #rest = '';

  constructor(socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text) => this.#read(text));
  }

  send(command) {
    if (this.#queued === '') process.nextTick(() => this.#flush());
    this.#queued += command;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close() {
    this.#socket.destroy();
  }

  #flush() {
    this.#socket.write(this.#queued, 'latin1');
    this.#queued = '';
  }

  #read(text) {
    const data = this.#rest === '' ? text : this.#rest + text;
    let at = 0;
    for (;;) {
      const reply = parse(data, at);
      if (reply === undefined) break;
      at = reply.end;
      this.#waiting[this.#head++](reply.value);
    }
    this.#rest = data.slice(at);
    if (this.#head > 1024) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
  }
}

/** One reply from `at` on as `{ value, end }`, or undefined if not all of it is there. */
function parse(data, at) {
  const lineEnd = data.indexOf('\r\n', at);
  if (lineEnd === -1) return undefined;
  const line = data.slice(at + 1, lineEnd);
  const end = lineEnd + 2;
  switch (data[at]) {
    case '$': {
      const bulkEnd = end + Number(line);
      if (data.length < bulkEnd + 2) return undefined;
      return { value: data.slice(end, bulkEnd), end: bulkEnd + 2 };
    }
    case '*': {
      const value = [];
      let next = end;
      for (let left = Number(line); left > 0; left--) {
        const item = parse(data, next);
        if (item === undefined) return undefined;
        value.push(item.value);
        next = item.end;
      }
      return { value, end: next };
    }
    case ':':
      return { value: Number(line), end };
    case '-':
      throw new Error(line);
    default:
      return { value: line, end };
  }
}

// The texts between the parts that vary: id twice, then the token and, for complete, the fence and the payload.
function template(text, values) {
  const parts = ['EVALSHA', sha1(text), '2', ...keysOf('i'.repeat(43)), ...values];
  const whole = `*${parts.length}\r\n${parts.map(bulk).join('')}`;
  return whole.split(/i{43}|t{22}|9{16}(?=\r)|\$1\r\n\0\r\n/);
}

async function scripts(port) {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const client = new PlainClient(socket);
  for (const text of Object.values(SCRIPTS)) {
    await client.send(`*3\r\n${['SCRIPT', 'LOAD', text].map(bulk).join('')}`);
  }
  const token = 't'.repeat(22);
  const begin = template(SCRIPTS.begin, beginArguments(token));
  const complete = template(SCRIPTS.complete, completeArguments(token, '9'.repeat(16), MARK));
  return {
    async pair(id, own, payload) {
      const sent = client.send(begin[0] + id + begin[1] + id + begin[2] + own + begin[3]);
      const [, , fence] = await sent;
      const answer = `${complete[3]}${fence}${complete[4]}$${payload.length}\r\n${payload.latin1Slice()}\r\n`;
      const head = complete[0] + id + complete[1] + id + complete[2] + own;
      const [code] = await client.send(head + answer + complete[5]);
      return code === 'STORED';
    },
    close: () => client.close(),
  };
}

module.exports = { 'net.Socket, same scripts': scripts };
