'use strict';

/** @import { Request } from '../exchange/exchange' */

const JSON_TYPE = /^[^;]*[/+]json\s*(;|$)/i;
const PARAMETER = /;\s*(?:([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))\s*)?/y;
const MAX_BOUNDARY = 70;
const MARK = [0xef, 0xbb, 0xbf];

/**
 * The type of a request's body in lower case and without parameters, '' if it has none.
 * @param {Request} req
 */
function mediaType({ headers }) {
  const value = headers['content-type'] ?? '';
  return value.split(';', 1)[0].trim().toLowerCase();
}

/**
 * How bytes of this request's type are read: 'json', 'form', 'multipart' or 'bytes'.
 * @param {Request} req
 * @returns {'json' | 'form' | 'multipart' | 'bytes'}
 */
function kindOfBytes(req) {
  if (JSON_TYPE.test(req.headers['content-type'] ?? '')) return 'json';
  const type = mediaType(req);
  if (type === 'application/x-www-form-urlencoded') return 'form';
  return type === 'multipart/form-data' && boundaryOf(req) !== '' ? 'multipart' : 'bytes';
}

/**
 * The boundary that the type of a multipart body names, '' if it names none, an impossible one, or two.
 * @param {Request} req
 */
function boundaryOf({ headers }) {
  const value = headers['content-type'] ?? '';
  const start = value.indexOf(';');
  if (start === -1) return '';
  const found = [];
  for (PARAMETER.lastIndex = start; PARAMETER.lastIndex < value.length;) {
    const parameter = PARAMETER.exec(value);
    if (parameter === null) return '';
    const [, name, quoted, plain] = parameter;
    if (name?.toLowerCase() === 'boundary') found.push(quoted?.replace(/\\(.)/gs, '$1') ?? plain);
  }
  return found.length === 1 && found[0].length <= MAX_BOUNDARY ? found[0] : '';
}

/**
 * UTF-8 text without its byte order mark, which parsers of JSON and forms take off (RFC 8259, 8.1).
 * @param {string | Uint8Array} text
 */
function withoutMark(text) {
  if (typeof text === 'string') return text.startsWith('\ufeff') ? text.slice(1) : text;
  return MARK.every((byte, i) => text[i] === byte) ? text.subarray(MARK.length) : text;
}

module.exports = { boundaryOf, kindOfBytes, mediaType, withoutMark };
