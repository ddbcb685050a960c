'use strict';

const { createHash, randomUUID } = require('node:crypto');
const http = require('node:http');

// No request should take so long, however little of the processor its app gets: the checks have the budgets.
const HANG_MS = 120_000;
const LONG = 10_000;

/** One charge that clients ask for under one key, and every answer that they got. */
class Order {
  key = randomUUID();
  madeAt = Date.now();
  answers = [];
  #body = JSON.stringify({ amount: 2500 });

  /** The answers that a client takes as the end of it. */
  get final() {
    return this.answers.filter(({ status }) => status === 200);
  }

  /** Sends it to the app on `port` and resolves to the answer: `{ kind, status, sentAt, endedAt, ms, body }`. */
  async send(port, agent) {
    const sentAt = Date.now();
    const began = performance.now();
    const got = await this.#post(port, agent);
    const answer = { ...got, sentAt, endedAt: Date.now(), ms: performance.now() - began };
    this.answers.push(answer);
    return answer;
  }

  #post(port, agent) {
    return new Promise((resolve) => {
      const fail = (error) => resolve({ kind: error.code ?? error.message, status: 0, body: '' });
      const headers = {
        'Content-Type': 'application/json',
        'Content-Length': this.#body.length,
        'Idempotency-Key': this.key,
      };
      const target = { host: '127.0.0.1', port, agent, method: 'POST', path: '/charge', headers };
      const request = http.request(target, (response) => {
        response.toArray().then((chunks) => {
          const body = shortened(Buffer.concat(chunks));
          resolve({ kind: kindOf(response), status: response.statusCode, body });
        }, fail);
      });
      request.setTimeout(HANG_MS, () => request.destroy(new Error('hang')));
      request.on('error', fail);
      request.end(this.#body);
    });
  }
}

// Of thousands of long answers only what tells them apart is kept.
function shortened(bytes) {
  if (bytes.length < LONG) return bytes.toString();
  const { id } = JSON.parse(bytes.toString());
  return JSON.stringify({ id, digest: createHash('sha256').update(bytes).digest('hex') });
}

function kindOf({ statusCode, headers }) {
  if (statusCode !== 200) return `${statusCode}`;
  if (headers['idempotency-status'] !== undefined) return headers['idempotency-status'];
  return headers['idempotency-cached'] === 'true' ? 'replayed' : 'ran';
}

module.exports = { Order };
