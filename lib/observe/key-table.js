'use strict';

const { randomBytes } = require('node:crypto');

/** How many keys a table takes. More than a third of its slots stay free, so that a search is short. */
const CAPACITY = 10_000;
const SLOTS = 16_384;

// A row has three words of a key, one of its owner, three of its scope, and one that is free: two rows fill a line of the cache.
const WORDS = 8;
const OWNER = 3;
const SCOPE = 4;
const LAST = SLOTS * WORDS - 1;

// Clients choose keys. Without numbers that they can't know, they could choose 10,000 whose search begins in one slot.
const seed = randomBytes(4).readInt32LE();
const factor = randomBytes(4).readInt32LE() | 1;

/**
 * The scopes of keys, as numbers in one array of 512 KB. Texts in a Map outlive their requests, so V8 copies each of them twice: a new
 * key took 0.5 us more.
 */
class KeyTable {
  #words = new Int32Array(SLOTS * WORDS);
  #size = 0;

  /** How many keys it has. */
  get size() {
    return this.#size;
  }

  clear() {
    this.#words.fill(0);
    this.#size = 0;
  }

  /**
   * The place of the key of a row, or of a free slot for it.
   * @param {Int32Array} row
   * @returns {number}
   */
  find(row) {
    const words = this.#words;
    let place = startOf(row);
    while (words[place + OWNER] !== 0 && !isSame(words, place, row, 0, SCOPE)) {
      place = (place + WORDS) & LAST;
    }
    return place;
  }

  /**
   * Whether a key is at a place that find() gave.
   * @param {number} place
   */
  isTaken(place) {
    return this.#words[place + OWNER] !== 0;
  }

  /**
   * Puts a row into a free slot.
   * @param {number} place
   * @param {Int32Array} row
   */
  add(place, row) {
    const words = this.#words;
    for (let i = 0; i < WORDS; i++) words[place + i] = row[i];
    this.#size += 1;
  }

  /**
   * Gives the scope of a key, if it is another one than that of the row, and forgets it. So it is given once.
   * @param {number} place
   * @param {Int32Array} row
   * @returns {string | undefined}
   */
  takeOtherScope(place, row) {
    const words = this.#words;
    if (words[place + SCOPE] === 0 || isSame(words, place, row, SCOPE, WORDS)) return undefined;
    const scope = unpack(words, place + SCOPE);
    words.fill(0, place + SCOPE, place + WORDS);
    return scope;
  }
}

/**
 * Whether a slot has the words of a row, from one to another.
 * @param {Int32Array} words
 * @param {number} place
 * @param {Int32Array} row
 * @param {number} from
 * @param {number} to
 */
function isSame(words, place, row, from, to) {
  for (let i = from; i < to; i++) if (words[place + i] !== row[i]) return false;
  return true;
}

/**
 * The slot in which the search for a key begins.
 * @param {Int32Array} row
 * @returns {number}
 */
function startOf(row) {
  let mixed = Math.imul(row[0] ^ seed, factor);
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ row[1], factor);
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ row[2] ^ row[OWNER], factor);
  return ((mixed >>> 15) * WORDS) & LAST;
}

/** An empty row. */
function createRow() {
  return new Int32Array(WORDS);
}

/**
 * Fills a row. Digests are 8 bytes in base64url.
 * @param {Int32Array} row
 * @param {number} owner  From 1.
 * @param {string} keyHash
 * @param {string} scopeHash
 */
function fillRow(row, owner, keyHash, scopeHash) {
  pack(row, 0, keyHash);
  row[OWNER] = owner;
  pack(row, SCOPE, scopeHash);
}

/**
 * The 11 characters of a digest in three words, 7 bits for each.
 * @param {Int32Array} row
 * @param {number} at
 * @param {string} digest
 */
function pack(row, at, digest) {
  row[at] = fourOf(digest, 0);
  row[at + 1] = fourOf(digest, 4);
  row[at + 2] = fourOf(digest, 7);
}

/**
 * @param {string} digest
 * @param {number} from
 */
function fourOf(digest, from) {
  return (
    digest.charCodeAt(from) |
    (digest.charCodeAt(from + 1) << 7) |
    (digest.charCodeAt(from + 2) << 14) |
    (digest.charCodeAt(from + 3) << 21)
  );
}

/**
 * @param {Int32Array} words
 * @param {number} at
 * @returns {string}
 */
function unpack(words, at) {
  const [first, middle, end] = words.subarray(at, at + 3);
  return textOf(first, 0) + textOf(middle, 0) + textOf(end, 1);
}

/**
 * @param {number} word
 * @param {number} from
 */
function textOf(word, from) {
  let text = '';
  for (let i = from; i < 4; i++) text += String.fromCharCode((word >>> (7 * i)) & 127);
  return text;
}

module.exports = { CAPACITY, KeyTable, createRow, fillRow };
