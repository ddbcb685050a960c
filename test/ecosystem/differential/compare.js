'use strict';

const zlib = require('node:zlib');

const OURS = /^idempoten(cy|t)-/;
const EXPOSED = new Set([
  'Idempotency-Cached',
  'Idempotent-Replayed',
  'Idempotency-Status',
  'Retry-After',
]);
// Of one moment, one connection or one way of framing.
const FREE = new Set(['date', 'keep-alive', 'content-length', 'transfer-encoding', 'connection']);
const DECODE = {
  gzip: zlib.gunzipSync,
  deflate: zlib.inflateSync,
  br: zlib.brotliDecompressSync,
};

/** Headers as `name: value` lines that two answers can have in common, sorted. */
function comparableHeaders(headers, isIgnored = () => false) {
  return headers
    .filter(([name]) => !FREE.has(name) && !OURS.test(name) && !isIgnored(name))
    .map(([name, value]) => [name, valueOf(name, value)])
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`)
    .sort();
}

function valueOf(name, value) {
  if (name === 'x-response-time') return 'measured';
  if (name !== 'access-control-expose-headers') return value;
  const rest = value.split(/, ?/).filter((each) => !EXPOSED.has(each));
  return rest.length === 0 ? undefined : rest.join(',');
}

/** The body as its reader has it. */
function contentOf({ headers, body, end }) {
  const coding = headers.find(([name]) => name === 'content-encoding')?.[1];
  const decode = DECODE[coding];
  if (decode === undefined || body.length === 0 || end !== 'complete') return body;
  try {
    return decode(body);
  } catch (error) {
    return Buffer.from(`not ${coding}: ${error.code}`);
  }
}

/** Text of a head without the difference between Latin-1 and UTF-8: as characters. */
function readable(text) {
  const bytes = Buffer.from(text, 'latin1');
  const read = bytes.toString();
  return Buffer.from(read).equals(bytes) ? read : text;
}

function beatless(content) {
  return Buffer.from(content.toString('latin1').replaceAll(' ', ''), 'latin1');
}

/** How two bodies differ, in a few words, or undefined. */
function contentDifference(one, other, hasBeats) {
  const [a, b] = [one, other].map(contentOf).map((each) => (hasBeats ? beatless(each) : each));
  if (a.equals(b)) return undefined;
  let at = 0;
  while (a[at] === b[at] && at < a.length) at++;
  const near = (bytes) => JSON.stringify(bytes.toString('latin1', at, at + 40));
  return `${a.length} and ${b.length} bytes, from ${at} on ${near(a)} and ${near(b)}`;
}

function listDifference(one, other) {
  const missing = one.filter((each) => !other.includes(each));
  const added = other.filter((each) => !one.includes(each));
  if (missing.length + added.length > 0) {
    return [...missing.map((each) => `- ${each}`), ...added.map((each) => `+ ${each}`)].join('; ');
  }
  return one.length === other.length ? undefined : `${one.length} and ${other.length} of them`;
}

module.exports = { comparableHeaders, contentDifference, listDifference, readable };
