'use strict';

const { once } = require('node:events');
const net = require('node:net');
const { randomBytes } = require('node:crypto');
const { serve } = require('../harness/serve');
const { quantile } = require('../harness/statistics');
const { BODY } = require('./request-body');

const HEAD =
  `POST /charge HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n` +
  `Content-Length: ${Buffer.byteLength(BODY)}\r\nIdempotency-Key: `;
const MIXED_AGE = 256;
// What every variant answers with, byte for byte.
const EXPECTED = '{"id":"ch_1","amount":4200,"currency":"EUR","status":"succeeded"}';
const END_OF_HEAD = Buffer.from('\r\n\r\n');

let serial = 0;
const run = randomBytes(6).toString('hex');
const freshKey = () => `${run}-${++serial}`;

/**
 * scenario -> function that gives the key of the next request of lane `lane`. The lanes of a pair race: each sends its n-th
 * request with the same key as the other.
 */
const SCENARIOS = {
  fresh: () => freshKey,
  replay: () => (lane) => `${run}-replay-${lane}`,
  mixed() {
    const recent = [];
    let count = 0;
    return () => {
      // A key of so many requests ago: all lanes have got their answers to it by now.
      const old = recent[count % MIXED_AGE];
      if (++count % 10 === 0 && old !== undefined) return old;
      const key = freshKey();
      recent[(count - 1) % MIXED_AGE] = key;
      return key;
    };
  },
  racing() {
    const round = [];
    const name = freshKey();
    return (lane) => {
      round[lane] = (round[lane] ?? 0) + 1;
      return `${name}-${lane >> 1}-${round[lane]}`;
    };
  },
};

/** One keep-alive connection that sends a request as soon as the last one is answered. */
class Lane {
  #socket;
  #chunk = Buffer.alloc(0);
  #answered;

  async connect(port) {
    this.#socket = net.connect(port, '127.0.0.1').setNoDelay(true);
    await once(this.#socket, 'connect');
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => this.#lose());
  }

  /** `{ status, head, body }`; head and body as latin1. Status 0: the connection was lost. */
  request(key) {
    if (this.#socket.destroyed) return Promise.resolve({ status: 0 });
    this.#socket.write(`${HEAD}${key}\r\n\r\n${BODY}`, 'latin1');
    return new Promise((resolve) => {
      this.#answered = resolve;
    });
  }

  close() {
    this.#socket.destroy();
  }

  #lose() {
    this.#answered?.({ status: 0 });
  }

  #read(chunk) {
    const data = this.#chunk.length === 0 ? chunk : Buffer.concat([this.#chunk, chunk]);
    this.#chunk = data;
    const headEnd = data.indexOf(END_OF_HEAD);
    if (headEnd === -1) return;
    const head = data.latin1Slice(0, headEnd);
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [undefined, '0'];
    const end = headEnd + 4 + Number(length);
    if (data.length < end) return;
    this.#chunk = data.subarray(end);
    this.#answered({
      status: Number(head.slice(9, 12)),
      head,
      body: data.latin1Slice(headEnd + 4, end),
    });
  }
}

const lanes = new Map();

async function lanesOf(port, width) {
  if (!lanes.has(port)) {
    const made = Array.from({ length: width }, () => new Lane());
    await Promise.all(made.map((lane) => lane.connect(port)));
    lanes.set(port, made);
  }
  return lanes.get(port);
}

serve({
  /** Loads the app at `port` for so long: `{ requests, perSecond, p50Us, p99Us, statuses, wrong }`; `wrong` is an
   *  answer of status 200 that was not the expected one. */
  async slice({ port, width, scenario, durationMs }) {
    const all = await lanesOf(port, width);
    const nextKey = SCENARIOS[scenario]();
    const latencies = [];
    const statuses = {};
    let wrong;
    const from = performance.now();
    const until = from + durationMs;
    const load = async (lane, index) => {
      for (let now = performance.now(); now < until;) {
        const { status, body } = await lane.request(nextKey(index));
        if (status === 0) throw new Error('the app closed a connection');
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (status === 200 && body !== EXPECTED) wrong = body;
        const then = performance.now();
        latencies.push((then - now) * 1000);
        now = then;
      }
    };
    await Promise.all(all.map(load));
    return {
      requests: latencies.length,
      perSecond: latencies.length / ((performance.now() - from) / 1000),
      p50Us: quantile(latencies, 0.5),
      p99Us: quantile(latencies, 0.99),
      statuses,
      wrong,
    };
  },

  /** What one request is answered with. */
  async request(port, key) {
    const lane = new Lane();
    await lane.connect(port);
    const answer = await lane.request(key);
    lane.close();
    return answer;
  },
});
