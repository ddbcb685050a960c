'use strict';

const { Buffer } = require('node:buffer');

/** @import { NodeResponse } from '../../exchange/exchange' */
/** @import { Header } from '../../result/stored-response' */
/** @import { TakenHead } from './head' */
/** @import { Arguments } from './own-members' */

/**
 * The call that sends the head.
 * @typedef {object} HeadCall
 * @property {string} name
 * @property {Arguments} args
 * @property {boolean} isExplicit  Whether writeHead() was called before it.
 */

const NOT_ASCII = /[^\0-\x7f]/;
const DISPOSITION = 'content-disposition';

/**
 * Makes of the reason and the headers in `taken` the text that Node sends of them, one character for each byte. Of ASCII that
 * is the text itself. `call`: the one that sends the head, `{ name, args, isExplicit }`, where `isExplicit` says that
 * writeHead() was called before it.
 * @param {NodeResponse} res
 * @param {TakenHead} taken
 * @param {HeadCall} call
 */
function sentText(res, taken, call) {
  if (isAscii(taken)) return;
  const coding = isUtf8(res, taken, call) ? 'utf8' : 'latin1';
  const bytes = (/** @type {string} */ text) => Buffer.from(text, coding).toString('latin1');
  const rereads = rereadsDisposition(res, call);
  taken.reason = bytes(taken.reason);
  for (const header of taken.headers) {
    const reread = rereads && header[0].toLowerCase() === DISPOSITION ? latin1AsUtf8 : String;
    header[1] = each(header[1], (text) => bytes(reread(text)));
  }
}

/** @param {TakenHead} taken */
function isAscii({ reason, headers }) {
  return !NOT_ASCII.test(reason) && headers.every(([, value]) => !NOT_ASCII.test(`${value}`));
}

/**
 * @param {Header[1]} value
 * @param {(text: string) => string} change
 */
function each(value, change) {
  return Array.isArray(value) ? value.map((one) => change(`${one}`)) : change(`${value}`);
}

/**
 * Node writes the head in one piece with text that goes out with it, in the encoding of that text; in Latin-1 in every other
 * case. Before a chunk goes its length.
 * @param {NodeResponse} res
 * @param {TakenHead} taken
 * @param {HeadCall} call
 */
function isUtf8(res, { hasBody }, call) {
  if (call.name === 'flushHeaders') return true;
  const [chunk, encoding] = call.args;
  const isText = typeof chunk === 'string' && (chunk !== '' || call.name === 'write');
  const isDefault = typeof encoding !== 'string' || encoding === '' || encoding === 'utf8';
  if (!hasBody || !isText || !isDefault) return false;
  return chunk === '' || !isChunked(res, call);
}

/**
 * @param {NodeResponse} res
 * @param {HeadCall} call
 */
function isChunked(res, { name, isExplicit }) {
  if (res.hasHeader('transfer-encoding')) return true;
  const hasLength = res.hasHeader('content-length') || (name === 'end' && !isExplicit);
  return !hasLength && res.useChunkedEncodingByDefault !== false;
}

/**
 * Where Node knows the length of the body when it comes to this header, it reads its text as the bytes of a text in UTF-8.
 * @param {NodeResponse} res
 * @param {HeadCall} call
 */
function rereadsDisposition(res, { name, args, isExplicit }) {
  if (name === 'end' && !isExplicit && args[0] && typeof args[0] !== 'function') return true;
  const names = res.getHeaderNames();
  const length = names.indexOf('content-length');
  const isBefore = length !== -1 && length < names.indexOf(DISPOSITION);
  return isBefore && Number(res.getHeader('content-length')) > 0;
}

/** @param {string} text */
function latin1AsUtf8(text) {
  return Buffer.from(text, 'latin1').toString();
}

module.exports = { sentText };
