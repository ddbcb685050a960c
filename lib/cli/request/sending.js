'use strict';

const { readFile } = require('node:fs/promises');
const { URL } = require('node:url');

const { isHeader } = require('../../result/stored-response');
const { givenBytes } = require('../given-bytes');
const { UsageError } = require('../usage-error');

/** @import { Given } from '../arguments' */
/** @import { Stdin } from '../stdin' */
/** @import { Sending } from './exchange' */

/** @typedef {[name: string, value: string]} Line */

const KEY_HEADER = 'Idempotency-Key';
const METHOD = /^[A-Za-z]{1,20}$/;

/**
 * The request of the arguments METHOD and URL, `-H` and `-d`, without its key.
 * @param {Given} given
 * @param {InstanceType<typeof Stdin>} stdin
 * @returns {Promise<Sending>}
 */
async function sendingOf({ options, positionals }, stdin) {
  if (positionals.length !== 2) throw new UsageError('Give a method and a URL.');
  const [method, address] = positionals;
  if (!METHOD.test(method)) throw new UsageError('METHOD must be a word such as POST.');
  const url = urlOf(address);
  const headers = await headerLines(options.header ?? []);
  if (options.data === undefined) return { method: method.toUpperCase(), url, headers };
  const body = await givenBytes('--data', options.data, stdin);
  return { method: method.toUpperCase(), url, headers: withType(headers, body), body };
}

/** @param {string} text */
function urlOf(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError('URL must begin with http:// or https://.');
}

/**
 * @param {string[]} given  Each is `Name: value`, or `@file` with such lines.
 * @returns {Promise<Line[]>}
 */
async function headerLines(given) {
  const texts = await Promise.all(
    given.map((each) => (each.startsWith('@') ? linesOf(each.slice(1)) : [each])),
  );
  return texts.flat().map(headerOf);
}

/** @param {string} file */
async function linesOf(file) {
  try {
    const text = await readFile(file, 'utf8');
    return text.split(/\r?\n/).filter((line) => line.trim() !== '');
  } catch (error) {
    throw new UsageError(`The file of --header can't be read: ${error.message}.`);
  }
}

/**
 * @param {string} text
 * @returns {Line}
 */
function headerOf(text) {
  const colon = text.indexOf(':');
  const [name, value] = [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
  if (colon > 0 && isHeader(name, value)) return [name, value];
  throw new UsageError('--header must have the form "Name: value", or @file with such lines.');
}

/**
 * A body that is JSON says so, any other is a form, as with curl.
 * @param {Line[]} headers
 * @param {Uint8Array} body
 * @returns {Line[]}
 */
function withType(headers, body) {
  if (headers.some(([name]) => name.toLowerCase() === 'content-type')) return headers;
  return [
    ...headers,
    ['Content-Type', isJson(body) ? 'application/json' : 'application/x-www-form-urlencoded'],
  ];
}

/** @param {Uint8Array} body */
function isJson(body) {
  try {
    JSON.parse(`${body}`);
    return true;
  } catch {
    return false;
  }
}

/**
 * The key that the headers already have, taken out of them.
 * @param {Line[]} headers
 * @returns {{ headers: Line[], keys: string[] }}
 */
function takeKey(headers) {
  const isKey = (/** @type {Line} */ [name]) => name.toLowerCase() === KEY_HEADER.toLowerCase();
  return {
    headers: headers.filter((line) => !isKey(line)),
    keys: headers.filter(isKey).map(([, value]) => value),
  };
}

module.exports = { KEY_HEADER, sendingOf, takeKey };
