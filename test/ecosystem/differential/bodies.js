'use strict';

const { Random } = require('./random');

const PATTERNS = { text: 'packed text, ', utf8: 'naïve 🙂 日本, ' };
const SIZES = [
  [2, 0],
  [3, 1],
  [8, 12],
  [4, 1500],
  [3, 16_384],
  [1, 200_000],
];
const KINDS = [
  [3, 'text'],
  [2, 'utf8'],
  [3, 'noise'],
  [3, 'bytes'],
];

/** What a body is, small enough to print: `{ kind, size, seed }`. */
function randomBody(random, sizes = SIZES) {
  return {
    kind: random.weighted(KINDS),
    size: random.weighted(sizes),
    seed: random.below(1000),
  };
}

/** The body itself: text for 'text', 'utf8' and 'noise' (text that does not compress), else a Buffer. */
function makeBody({ kind, size, seed }) {
  if (kind in PATTERNS)
    return PATTERNS[kind].repeat(Math.ceil(size / PATTERNS[kind].length)).slice(0, size);
  const random = new Random(seed);
  const bytes = Buffer.from(Array.from({ length: size }, () => random.below(256)));
  return kind === 'noise' ? bytes.toString('base64').slice(0, size) : bytes;
}

function lengthOf(body) {
  return Buffer.byteLength(makeBody(body));
}

module.exports = { lengthOf, makeBody, randomBody };
