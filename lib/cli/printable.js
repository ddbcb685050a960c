'use strict';

// Control characters, also of the upper half, where U+009B begins an escape sequence as ESC [ does. Then characters that turn
// the direction of a text around or are not seen, lone surrogates, and the two that end a line.
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;
const UNSAFE_IN_TEXT = /(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Text of others in one line that does nothing to a terminal: ESC becomes `\u{1b}`.
 * @param {string} text
 */
function printable(text) {
  return text.replace(UNSAFE, named);
}

/**
 * The same for a text of several lines.
 * @param {string} text
 */
function printableText(text) {
  return text.replaceAll('\r\n', '\n').replace(UNSAFE_IN_TEXT, named);
}

/** @param {string} character */
function named(character) {
  return `\\u{${/** @type {number} */ (character.codePointAt(0)).toString(16)}}`;
}

/**
 * The JSON of a value in one line, as safe for a terminal, and the same value to every parser.
 * @param {unknown} value
 */
function jsonLine(value) {
  return JSON.stringify(value).replace(UNSAFE, escaped);
}

/** @param {string} character  One or two units of UTF-16. */
function escaped(character) {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

module.exports = { jsonLine, printable, printableText };
