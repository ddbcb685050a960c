'use strict';

const net = require('node:net');

const CRLF = Buffer.from('\r\n');
const WITHOUT_BODY = new Set([204, 304]);

/** One response as its bytes were on the wire; `headers` are its lines, in order, with names in lower case. */
class RawResponse {
  constructor(startLine, headers, interim) {
    this.startLine = startLine;
    this.status = Number(startLine.split(' ')[1]);
    this.headers = headers;
    this.interim = interim;
    this.body = Buffer.alloc(0);
    this.trailers = [];
  }

  /** The values of one header, in order. */
  all(name) {
    return this.headers.filter(([each]) => each === name).map(([, value]) => value);
  }

  get names() {
    return [...new Set(this.headers.map(([name]) => name))].sort();
  }
}

/**
 * Sends one request over a connection of its own, which the server is asked to close, and resolves to the RawResponse.
 * Nothing is decoded but the framing.
 */
async function rawRequest(port, method, path, sent) {
  const socket = rawSend(port, method, path, sent);
  return parse(Buffer.concat(await socket.toArray()), method);
}

/** Sends the same, and gives the connection. */
function rawSend(port, method, path, { headers = {}, body = '' } = {}) {
  const socket = net.connect(port, '127.0.0.1');
  const lines = { Host: 'x', Connection: 'close', 'Content-Length': body.length, ...headers };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${body}`, 'latin1');
  return socket;
}

function parse(bytes, method) {
  const interim = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) throw new Error(`no response, but ${rest.length} bytes`);
    const [startLine, ...lines] = rest.toString('latin1', 0, end).split('\r\n');
    rest = rest.subarray(end + 4);
    const response = new RawResponse(startLine, lines.map(field), interim);
    if (response.status >= 200) return withBody(response, rest, method);
    interim.push(response);
  }
}

function withBody(response, rest, method) {
  const hasBody = method !== 'HEAD' && !WITHOUT_BODY.has(response.status);
  if (!hasBody && rest.length > 0) throw new Error('a body where none may be');
  if (!hasBody) return response;
  if (response.all('transfer-encoding').includes('chunked')) return withChunks(response, rest);
  const [length] = response.all('content-length');
  if (length !== undefined && Number(length) !== rest.length) {
    throw new Error(`Content-Length ${length} for ${rest.length} bytes`);
  }
  response.body = rest;
  return response;
}

function withChunks(response, bytes) {
  const chunks = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(CRLF, at);
    const length = parseInt(bytes.toString('latin1', at, end), 16);
    if (Number.isNaN(length)) throw new Error('a chunk without a length');
    at = end + 2;
    if (length === 0) break;
    chunks.push(bytes.subarray(at, at + length));
    at += length + 2;
  }
  response.body = Buffer.concat(chunks);
  response.trailers = bytes
    .toString('latin1', at)
    .split('\r\n')
    .filter((line) => line !== '')
    .map(field);
  return response;
}

function field(line) {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

module.exports = { rawRequest, rawSend };
