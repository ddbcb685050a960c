'use strict';

const TIMEOUT_MS = 10_000;

/** A client of one server. It counts the answers that ran, and those that were replayed. */
class Client {
  #url;
  counts = { executed: 0, replayed: 0 };

  constructor(url) {
    this.#url = url;
  }

  /** Sends a request, `{ method, path, key, user, body }`. Gives `{ status, cached, location, retryAfter, text, body }`. */
  async send({ method = 'POST', path, key, user, body }) {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        ...(body && { 'Content-Type': 'application/json' }),
        ...(key && { 'Idempotency-Key': key }),
        ...(user && { 'X-User': user }),
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = await read(response);
    if (answer.cached === 'false') this.counts.executed += 1;
    if (answer.cached === 'true') this.counts.replayed += 1;
    return answer;
  }

  /** The lines of `GET /metrics` that begin with one of these names: each a series and its value. */
  async metrics(...names) {
    const response = await fetch(`${this.#url}/metrics`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const lines = (await response.text()).split('\n');
    return lines.filter((line) => names.some((name) => line.startsWith(name))).map(parsed);
  }
}

async function read(response) {
  const text = await response.text();
  const header = (name) => response.headers.get(name);
  if (!/json/.test(header('content-type'))) {
    throw new Error(`the server answered ${response.status} with ${text}`);
  }
  return {
    status: response.status,
    cached: header('idempotency-cached'),
    location: header('location'),
    retryAfter: header('retry-after'),
    text,
    body: JSON.parse(text),
  };
}

function parsed(line) {
  const end = line.lastIndexOf(' ');
  return { series: line.slice(0, end), value: Number(line.slice(end + 1)) };
}

module.exports = { Client };
