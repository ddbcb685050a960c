'use strict';

/** @type {boolean | undefined} */
let isWrong;

/**
 * Parses a text of JSON.stringify(). V8 13 (Node 24) may read an escaped member name as one that it has seen before:
 * after `{"k\\":1}` it reads `{"k\n":1}` as `{"k\\":1}`. There, such names are read separately.
 * @param {string} text
 * @returns {unknown}
 */
function parseJson(text) {
  isWrong ??= readsNamesWrong();
  return isWrong && text.includes('\\') ? parseNamesApart(text) : JSON.parse(text);
}

function readsNamesWrong() {
  JSON.parse('{"onceonly.probe":1,"q\\\\":1}');
  return !Object.hasOwn(JSON.parse('{"onceonly.probe":1,"q\\n":1}'), 'q\n');
}

/**
 * The same, on every V8.
 * @param {string} text
 * @returns {unknown}
 */
function parseNamesApart(text) {
  const mark = markNotIn(text);
  const { renamed, names } = withoutEscapedNames(text, mark);
  if (names.length === 0) return JSON.parse(text);
  /** @type {(name: string) => string} */
  const nameOf = (name) => (name.startsWith(mark) ? names[Number(name.slice(mark.length))] : name);
  return JSON.parse(renamed, (_, value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    const members = Object.entries(value);
    if (!members.some(([name]) => name.startsWith(mark))) return value;
    return Object.fromEntries(members.map(([name, member]) => [nameOf(name), member]));
  });
}

/** @param {string} text */
function markNotIn(text) {
  let mark = '#';
  while (text.includes(mark)) mark += '#';
  return mark;
}

/**
 * The text with a mark and a number for every name that has an escape, and these names.
 * @param {string} text
 * @param {string} mark
 */
function withoutEscapedNames(text, mark) {
  /** @type {string[]} */
  const names = [];
  const parts = [];
  let taken = 0;
  for (let start = text.indexOf('"'); start !== -1;) {
    const end = endOfString(text, start);
    const token = text.slice(start, end);
    if (text[end] === ':' && token.includes('\\')) {
      parts.push(text.slice(taken, start), `"${mark}${names.length}"`);
      names.push(JSON.parse(token));
      taken = end;
    }
    start = text.indexOf('"', end);
  }
  return { renamed: parts.join('') + text.slice(taken), names };
}

/**
 * The index behind the quote that closes the string that begins at `start`.
 * @param {string} text
 * @param {number} start
 */
function endOfString(text, start) {
  let end = start;
  let escapes;
  do {
    end = text.indexOf('"', end + 1);
    escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes++;
  } while (escapes % 2 === 1);
  return end + 1;
}

module.exports = { parseJson, parseNamesApart };
