'use strict';

const { Buffer } = require('node:buffer');
const http = require('node:http');
const https = require('node:https');
const { clearTimeout, setTimeout } = require('node:timers');

/**
 * The answer of one try, whole.
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} reason
 * @property {Record<string, string | string[] | undefined>} headers
 * @property {Buffer} body
 */

/**
 * A try without a whole answer. `wasSent`: the server may have the request. Before that, nothing has reached it.
 * @typedef {object} Failure
 * @property {string} code  Of Node, or TRY_TIMEOUT.
 * @property {string} message
 * @property {boolean} wasSent
 */

/**
 * A request as it is sent at every try.
 * @typedef {object} Sending
 * @property {import('node:url').URL} url
 * @property {string} method
 * @property {[name: string, value: string][]} headers
 * @property {Uint8Array} [body]
 */

/**
 * Sends a request once, on a connection of its own: one that was kept open may end at any time, and nobody could say whether the
 * server had read the request.
 * @param {Sending} sending
 * @param {number} timeoutMs
 * @returns {Promise<{ answer: Answer } | { failure: Failure }>}
 */
function exchange(sending, timeoutMs) {
  return new Promise((resolve) => {
    let wasSent = false;
    const request = begin(sending);
    const timer = setTimeout(() => request.destroy(timedOut(timeoutMs)), timeoutMs);
    const end = (/** @type {{ answer: Answer } | { failure: Failure }} */ outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const fail = (/** @type {any} */ error) => {
      const { code = 'UNKNOWN', message } = error;
      end({ failure: { code, message: message || code, wasSent } });
    };
    const connected = sending.url.protocol === 'https:' ? 'secureConnect' : 'connect';
    request.once('socket', (socket) => socket.once(connected, () => (wasSent = true)));
    request.once('error', fail);
    request.once('response', (response) =>
      readAnswer(response).then((answer) => end({ answer }), fail),
    );
    request.end(sending.body);
  });
}

/** @param {Sending} sending */
function begin({ url, method, headers, body }) {
  const client = url.protocol === 'https:' ? https : http;
  const length = body === undefined ? 0 : body.length;
  const hasLength = body !== undefined || ['POST', 'PUT', 'PATCH'].includes(method);
  const lines = hasLength ? [...headers, ['Content-Length', `${length}`]] : headers;
  return client.request(url, { method, headers: grouped(lines), agent: false });
}

/**
 * Headers by name. One that is given twice is sent twice.
 * @param {string[][]} lines
 */
function grouped(lines) {
  /** @type {Map<string, [name: string, values: string[]]>} */
  const found = new Map();
  for (const [name, value] of lines) {
    const known = found.get(name.toLowerCase());
    if (known === undefined) found.set(name.toLowerCase(), [name, [value]]);
    else known[1].push(value);
  }
  const entries = [...found.values()];
  return Object.fromEntries(
    entries.map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}

/**
 * @param {import('node:http').IncomingMessage} response
 * @returns {Promise<Answer>}
 */
async function readAnswer(response) {
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  const { statusCode = 0, statusMessage = '', headers } = response;
  return { status: statusCode, reason: statusMessage, headers, body: Buffer.concat(chunks) };
}

/** @param {number} ms */
function timedOut(ms) {
  return Object.assign(new Error(`no answer within ${ms / 1000} seconds`), { code: 'TRY_TIMEOUT' });
}

module.exports = { exchange };
