'use strict';

const { randomUUID } = require('node:crypto');

const { parseJson } = require('../result/exact-json');

// Where a text begins or ends, an escape in it, a number, and spaces. It looks back nowhere, so a document may be of any size.
const PIECE = /"|\\.|-?\d[\d.eE+-]*|\s+/g;

/**
 * A JSON text as a value, and back. Numbers stay as they are written: JavaScript would make 9223372036854776000 of the largest
 * int64, which documents name as a maximum. A number that JavaScript writes in another way is a text in `value`. Throws a
 * SyntaxError for a text that is no JSON.
 * @param {string} text
 * @returns {{ value: any, write: (value: unknown) => string }}
 */
function exactJson(text) {
  JSON.parse(text);
  const mark = `${randomUUID()}:`;
  const written = new RegExp(`"${mark}([^"]*)"`, 'g');
  return {
    value: parseJson(withMarkedNumbers(text, mark)),
    write: (value) => JSON.stringify(value, null, 2).replace(written, '$1'),
  };
}

/**
 * The text without spaces, as parseJson() wants it, and with a marked text in the place of each number that would change.
 * @param {string} text
 * @param {string} mark
 */
function withMarkedNumbers(text, mark) {
  let isInText = false;
  return text.replace(PIECE, (piece) => {
    if (piece === '"') isInText = !isInText;
    if (piece === '"' || isInText) return piece;
    if (piece.trim() === '') return '';
    return `${Number(piece)}` === piece ? piece : `"${mark}${piece}"`;
  });
}

module.exports = { exactJson };
