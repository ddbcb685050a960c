'use strict';

const CRLF = Buffer.from('\r\n');
const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * Reads the answer to one request as far as its bytes have come: `{ interim, status, reason, headers, trailers, body,
 * isComplete, rest }`; without `status` where no head has come. `ended` says that the connection has closed, which ends a
 * body without a length. Names of headers are in lower case.
 */
function readAnswer(bytes, method, ended) {
  const answer = {
    interim: [],
    headers: [],
    trailers: [],
    body: Buffer.alloc(0),
    isComplete: false,
  };
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(END_OF_HEAD, at);
    if (end === -1) return answer;
    const [startLine, ...lines] = bytes.toString('latin1', at, end).split('\r\n');
    const [, status, reason] = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(startLine) ?? [
      startLine,
      '0',
      startLine,
    ];
    at = end + END_OF_HEAD.length;
    const head = { status: Number(status), reason, headers: lines.map(field) };
    if (head.status >= 100 && head.status < 200) answer.interim.push(head);
    else return { ...answer, ...head, ...readBody(bytes.subarray(at), head, method, ended) };
  }
}

function readBody(bytes, { status, headers }, method, ended) {
  const value = (name) => headers.find(([each]) => each === name)?.[1];
  if (method === 'HEAD' || status === 204 || status === 304) {
    return { body: Buffer.alloc(0), rest: bytes, isComplete: true };
  }
  if (/chunked/i.test(value('transfer-encoding'))) return readChunks(bytes);
  if (value('content-length') === undefined) return { body: bytes, isComplete: ended };
  const length = Number(value('content-length'));
  const isComplete = bytes.length >= length;
  return { body: bytes.subarray(0, length), rest: bytes.subarray(length), isComplete };
}

function readChunks(bytes) {
  const chunks = [];
  const soFar = () => ({ body: Buffer.concat(chunks), isComplete: false });
  for (let at = 0; ;) {
    const end = bytes.indexOf(CRLF, at);
    if (end === -1) return soFar();
    const line = bytes.toString('latin1', at, end);
    if (!/^[0-9a-f]+$/i.test(line))
      return { ...soFar(), broken: `chunk of length ${line.slice(0, 20)}` };
    const length = parseInt(line, 16);
    at = end + CRLF.length;
    if (length === 0) return { ...soFar(), ...readTrailers(bytes.subarray(at)) };
    chunks.push(bytes.subarray(at, at + length));
    if (bytes.length < at + length + CRLF.length) return soFar();
    at += length + CRLF.length;
  }
}

function readTrailers(bytes) {
  const trailers = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf(CRLF, at);
    if (end === -1) return {};
    const line = bytes.toString('latin1', at, end);
    at = end + CRLF.length;
    if (line === '') return { trailers, rest: bytes.subarray(at), isComplete: true };
    trailers.push(field(line));
  }
}

function field(line) {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

module.exports = { readAnswer };
