'use strict';

const SIZES = { '130 B': 130, '1 KB': 1024, '8 KB': 8192, '100 KB': 102_400, '1 MB': 1_048_576 };
const WORDS = {
  ascii: ['as ordered', 'blue, size 42', 'leave at the door', 'gift wrap'],
  other: ['wie bestellt, größer', 'bleu foncé', '玄関の前に', 'papier cadeau 🎁'],
};

// A fixed order that is not the sorted one, the same in every run.
function shuffled(members) {
  let state = 12345;
  const result = [...members];
  for (let i = result.length - 1; i > 0; i--) {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    const j = state % (i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

function object(members, isSorted) {
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(isSorted ? sorted : shuffled(sorted));
}

function scalar(i, words) {
  if (i % 4 === 0) return i * 17;
  if (i % 4 === 1) return words[i % words.length];
  if (i % 4 === 2) return i * 1.25;
  return i % 8 === 3;
}

/** Many members, all scalars, in one object. */
function flat(count, words, isSorted) {
  const members = Array.from({ length: count }, (_, i) => [`field_${i * 7}`, scalar(i, words)]);
  return object(members, isSorted);
}

/** An order with so many lines, each with an object and an array in it. */
function nested(count, words, isSorted) {
  const line = (i) => {
    const discount = object([['code', `D${i % 9}`], ['percent', i % 30]], isSorted); // prettier-ignore
    const members = [
      ['sku', `A-${i}`],
      ['quantity', (i % 7) + 1],
      ['price', i * 1.25],
      ['note', words[i % words.length]],
      ['tags', ['a', 'b']],
      ['discount', discount],
    ];
    return object(members, isSorted);
  };
  const members = [
    ['customer', object([['id', 'c-17'], ['name', words[1]]], isSorted)], // prettier-ignore
    ['currency', 'EUR'],
    ['amount', 4200],
    ['lines', Array.from({ length: count }, (_, i) => line(i))],
  ];
  return object(members, isSorted);
}

const sizeOf = (value) => Buffer.byteLength(JSON.stringify(value));

// A document grows evenly with its count, so that a few steps come near the size.
function fill(make, size) {
  let count = 1;
  for (let step = 0; step < 6; step++) {
    count = Math.floor(count * ((size * 1.02) / sizeOf(make(count))));
  }
  return make(count);
}

/** Every kind of document: `{ size, shape, text, order, value }`; `sizes` picks some. */
function documents(sizes = Object.keys(SIZES)) {
  const result = [];
  for (const size of sizes) {
    for (const [shape, make] of Object.entries({ flat, nested })) {
      for (const [text, words] of Object.entries(WORDS)) {
        for (const order of ['sorted', 'unsorted']) {
          const value = fill((count) => make(count, words, order === 'sorted'), SIZES[size]);
          result.push({ size, shape, text, order, value });
        }
      }
    }
  }
  return result;
}

module.exports = { documents, SIZES };
