'use strict';

const { once } = require('node:events');
const http = require('node:http');
const net = require('node:net');

/** One answer of a server, its body as bytes, text or JSON. */
class Answer {
  constructor({ statusCode, statusMessage, headers, rawHeaders }, body) {
    this.status = statusCode;
    this.reason = statusMessage;
    this.headers = headers;
    this.rawHeaders = rawHeaders;
    this.body = body;
  }

  get text() {
    return this.body.toString();
  }

  get json() {
    return JSON.parse(this.text);
  }

  /** Whether it is a replay, from its header; undefined without one. */
  get cached() {
    return { true: true, false: false }[this.headers['idempotency-cached']];
  }

  /** Code of a problem or of an error. */
  get error() {
    return this.json.error;
  }
}

/** What the clients of each version of HTTP have in common. Their `begin()` sends a request to one server. */
class Client {
  constructor(port) {
    this.port = port;
  }

  post(path, options) {
    return this.send('POST', path, options);
  }

  get(path, options) {
    return this.send('GET', path, options);
  }

  async send(method, path, options) {
    const { request, answered } = this.begin(method, path, options);
    request.on('error', () => {});
    return answered;
  }
}

/**
 * A real HTTP client for one server, with a connection per request. `key` goes into Idempotency-Key; a body that is
 * neither a string nor a Buffer is sent as JSON; `headers` of null are left out.
 */
class HttpClient extends Client {
  /** `{ request, answered }`, for a test that cuts the request itself, or ends it (`end: false`). */
  begin(method, path, { key, headers = {}, body, end = true } = {}) {
    const bytes = encodeBody(body);
    const request = http.request({
      port: this.port,
      host: '127.0.0.1',
      agent: false,
      method,
      path,
      headers: {
        ...(bytes !== undefined &&
          !('Content-Type' in headers) && { 'Content-Type': typeOf(body) }),
        ...(!('Transfer-Encoding' in headers) && { 'Content-Length': bytes?.length ?? 0 }),
        ...(key !== undefined && { 'Idempotency-Key': key }),
        ...sentHeaders(headers),
      },
    });
    if (end) request.end(bytes);
    return { request, answered: readAnswer(request) };
  }

  /** Sends header lines that an HTTP client would refuse to send, with an empty JSON body. */
  async postLines(path, lines) {
    const socket = net.connect(this.port, '127.0.0.1');
    const head = [`POST ${path} HTTP/1.1`, 'Host: x', 'Connection: close', 'Content-Length: 2'];
    const all = [...head, 'Content-Type: application/json', ...lines];
    socket.write(`${all.join('\r\n')}\r\n\r\n{}`, 'latin1');
    const chunks = await socket.toArray();
    const text = Buffer.concat(chunks).toString();
    return { status: Number(text.split(' ')[1]), text };
  }
}

// A header that is null is not sent, nor one in its place.
function sentHeaders(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== null));
}

async function readAnswer(request) {
  const [response] = await once(request, 'response');
  return new Answer(response, Buffer.concat(await response.toArray()));
}

function encodeBody(body) {
  if (body === undefined) return undefined;
  return Buffer.from(isRaw(body) ? body : JSON.stringify(body));
}

function typeOf(body) {
  return isRaw(body) ? 'text/plain' : 'application/json';
}

function isRaw(body) {
  return typeof body === 'string' || Buffer.isBuffer(body);
}

module.exports = { Answer, Client, HttpClient, encodeBody, typeOf };
