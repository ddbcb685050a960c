'use strict';

const { isUint8Array } = require('node:util/types');

const native = require('../native/binding');
const { IdempotencyError } = require('../errors/idempotency-error');
const { noJsonForm } = require('../util/argument-error');
const { helpOf } = require('../util/help');

/**
 * How a body is read: not at all, as JSON, byte for byte, as a form, or as parts.
 * @typedef {'none' | 'json' | 'bytes' | 'form' | 'multipart'} BodyKind
 */

/**
 * Numbers of the addon.
 * @type {Record<BodyKind, number>}
 */
const KIND = native.layout.bodyKinds;
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * The RFC 8785 text of JSON text (string or Buffer of UTF-8), or of any other value by way of JSON.stringify.
 *
 * Throws a SyntaxError whose `code` is INVALID_JSON, INVALID_UTF8, TOO_DEEP (over 128 levels), LONE_SURROGATE or
 * NUMBER_RANGE and whose `offset` is the byte at which the text stops making sense; a TypeError for a value that JSON
 * has no form for.
 * @param {unknown} json
 * @returns {string}
 */
function canonicalize(json) {
  const text = jsonText(json);
  if (typeof text === 'string' && !text.isWellFormed()) {
    throw syntaxError(
      native.statusTable.findIndex(([name]) => name === 'LONE_SURROGATE'),
      0,
    );
  }
  const result = native.canonicalize(text);
  if (typeof result !== 'string') throw syntaxError(...result);
  return result;
}

/**
 * The SHA-256 of the fingerprint text of `json` as 64 lower-case hex digits. The fingerprint text is canonicalize()'s,
 * but integer literals that no double holds keep their digits and lone surrogates are allowed, and a
 * literal that overflows a double keeps its text. Throws as canonicalize(), but neither LONE_SURROGATE nor NUMBER_RANGE.
 * @param {unknown} json
 * @returns {string}
 */
function fingerprint(json) {
  const result = native.fingerprint(KIND.json, escapeLoneSurrogates(jsonText(json)), '', true);
  if (typeof result !== 'string') throw syntaxError(...result);
  return result;
}

/**
 * The digest that goes into a record: 43 characters of base64url. `kind` is 'none', 'json' or 'bytes', `body` a string
 * or Buffer, `secret` a string or Buffer or '' for none. Throws INVALID_BODY for JSON that cannot be read.
 * @param {BodyKind} kind
 * @param {string | Uint8Array} body
 * @param {string | Uint8Array} secret
 * @returns {string}
 */
function digest(kind, body, secret) {
  return readDigest(native.fingerprint(KIND[kind], body, secret, false));
}

/**
 * The digest from the addon's answer. Throws INVALID_BODY if the addon refused the body.
 * @param {string | [code: number, offset: number]} result
 * @returns {string}
 */
function readDigest(result) {
  if (typeof result === 'string') return result;
  throw new IdempotencyError('INVALID_BODY', { cause: syntaxError(...result) });
}

/**
 * @param {unknown} json
 * @returns {string | Uint8Array}
 */
function jsonText(json) {
  if (typeof json === 'string' || isUint8Array(json)) return json;
  let text;
  try {
    text = JSON.stringify(json);
  } catch (error) {
    if (error?.name === 'RangeError') throw syntaxErrorNamed('TOO_DEEP', error);
    throw error;
  }
  if (text === undefined) throw noJsonForm('the value', json);
  return text;
}

/**
 * A string that crosses to C++ as UTF-8 would lose lone surrogates; their escape means the same inside a JSON string.
 * @param {string | Uint8Array} text
 */
function escapeLoneSurrogates(text) {
  if (typeof text !== 'string' || text.isWellFormed()) return text;
  return text.replace(LONE_SURROGATES, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}

/**
 * @param {string} name
 * @param {unknown} cause
 */
function syntaxErrorNamed(name, cause) {
  const code = native.statusTable.findIndex(([each]) => each === name);
  return Object.assign(syntaxError(code, 0), { cause });
}

/**
 * @param {number} code
 * @param {number} offset
 */
function syntaxError(code, offset) {
  const [name, , message] = native.statusTable[code];
  return Object.assign(new SyntaxError(`onceonly: ${message} (byte ${offset})`), {
    code: name,
    offset,
    help: helpOf('errors', name),
  });
}

module.exports = { KIND, canonicalize, digest, fingerprint, readDigest };
