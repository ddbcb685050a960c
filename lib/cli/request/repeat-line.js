'use strict';

const { URL } = require('node:url');

/** @import { Given } from '../arguments' */

const HIDDEN = '***';
const SECRET_NAME = /authorization|cookie|token|secret|password|signature|api-?key/i;
const PLAIN = /^[\w@%+=:,./-]+$/;
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * The command line that repeats a call with its key: what the user gave, and the key. Values of headers that log in are
 * hidden, because this line ends in logs.
 * @param {Given} given
 * @param {string} key
 * @param {string} [platform]
 * @returns {{ line: string, hides: boolean }}
 */
function repeatLine({ options, positionals }, key, platform = process.platform) {
  const [method, url] = positionals;
  const { header = [], data, retries, 'max-time': maxTime, 'try-time': tryTime } = options;
  /** @type {string[]} */
  const headers = header.map(withoutSecret);
  const address = withoutLogin(url);
  const words = ['npx', 'onceonly', 'request', method, address];
  for (const each of headers) words.push('-H', each);
  if (data !== undefined) words.push(...valueOf('--data', data));
  words.push(...valueOf('--idempotency-key', key));
  const limits = { retries, 'max-time': maxTime, 'try-time': tryTime };
  for (const [name, value] of Object.entries(limits)) {
    if (value !== undefined) words.push(`--${name}`, `${value}`);
  }
  const quote = platform === 'win32' ? quotedForWindows : quoted;
  const hides = address !== url || headers.some((each, i) => each !== header[i]);
  return { line: words.map(quote).join(' '), hides };
}

/**
 * A value that begins with a dash would be read as an option.
 * @param {string} flag
 * @param {string} value
 */
function valueOf(flag, value) {
  return value.startsWith('-') && value !== '-' ? [`${flag}=${value}`] : [flag, value];
}

/** @param {string} header */
function withoutSecret(header) {
  const [name] = header.split(':', 1);
  return SECRET_NAME.test(name) && !header.startsWith('@') ? `${name}: ${HIDDEN}` : header;
}

/** @param {string} text */
function withoutLogin(text) {
  const url = new URL(text);
  if (url.username === '' && url.password === '') return text;
  url.username = HIDDEN;
  url.password = '';
  return url.href;
}

/**
 * A word for a POSIX shell. Control characters are named, as bash, zsh and ksh read them.
 * @param {string} word
 */
function quoted(word) {
  if (PLAIN.test(word)) return word;
  if (!UNSAFE.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const escaped = word.replace(/['\\]/g, String.raw`\$&`);
  return `$'${escaped.replace(new RegExp(UNSAFE, 'gu'), named)}'`;
}

/** @param {string} character */
function named(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  return code > 0x7f
    ? String.raw`\U${code.toString(16).padStart(8, '0')}`
    : String.raw`\x${code.toString(16).padStart(2, '0')}`;
}

/**
 * A word as programs on Windows take it apart.
 * @param {string} word
 */
function quotedForWindows(word) {
  if (PLAIN.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, String.raw`$1$1\"`).replace(/\\+$/, '$&$&')}"`;
}

module.exports = { repeatLine };
