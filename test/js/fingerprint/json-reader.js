'use strict';

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:]+)/gy;
const LITERALS = { null: null, true: true, false: false };

/**
 * The value of a JSON text, as JSON.parse() should read it. V8 13 (Node 24) reads some member names as others, so that a test
 * of names needs another reader; it gives strings to JSON.parse() one by one. The text has to be right.
 */
function readJson(text) {
  const tokens = Array.from(text.matchAll(TOKEN), ([, token]) => token);
  let at = 0;
  const readItems = (end, readItem) => {
    for (at++; tokens[at] !== end;) {
      readItem();
      if (tokens[at] === ',') at++;
    }
    at++;
  };
  const readValue = () => {
    const token = tokens[at];
    if (token === '[') {
      const items = [];
      readItems(']', () => items.push(readValue()));
      return items;
    }
    if (token === '{') {
      const object = {};
      readItems('}', () => {
        const name = JSON.parse(tokens[at]);
        at += 2;
        const settings = { enumerable: true, configurable: true, writable: true };
        Object.defineProperty(object, name, { ...settings, value: readValue() });
      });
      return object;
    }
    at++;
    if (token.startsWith('"')) return JSON.parse(token);
    return Object.hasOwn(LITERALS, token) ? LITERALS[token] : Number(token);
  };
  return readValue();
}

module.exports = { readJson };
