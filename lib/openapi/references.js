'use strict';

const { optionError } = require('../util/option-error');
const { kindOf } = require('../util/received');

/**
 * An object of a document.
 * @typedef {Record<string, any>} Node
 */

const FUNCTION = 'the document of addIdempotency()';

/**
 * The error for a document that is none, or is broken at a place.
 * @param {string} what  Ends the sentence "the document must".
 */
function documentError(what) {
  return optionError('argument', `${FUNCTION} must ${what}`);
}

/**
 * @param {unknown} value
 * @returns {value is Node}
 */
function isNode(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/**
 * The object at a place of the document; an empty one if it may be left out and is.
 * @param {unknown} value
 * @param {string} place
 * @returns {Node}
 */
function nodeAt(value, place) {
  if (value === undefined) return {};
  if (isNode(value)) return value;
  throw documentError(`have an object as ${place} (received ${kindOf(value)})`);
}

/**
 * An object in the place of a reference into the same document, with what stands beside the reference and counts. Undefined if it
 * leads out of the document: nobody but its tools can follow it.
 * @param {Node} root
 * @param {Node} node
 * @param {string} place
 * @param {(root: Node, beside: Node) => Node} [counting]  A path item has a `$ref` of its own, with all of its members beside it.
 * @returns {Node | undefined}
 */
function resolved(root, node, place, counting = countingBeside) {
  const seen = new Set();
  let found = node;
  while (found.$ref !== undefined) {
    const { $ref, ...beside } = found;
    if (typeof $ref !== 'string')
      throw documentError(`have text as $ref of ${place} (received ${kindOf($ref)})`);
    if (!$ref.startsWith('#/')) return undefined;
    if (seen.has($ref))
      throw documentError(`not refer in a circle from ${place} (received ${$ref})`);
    seen.add($ref);
    const referred = nodeAt(valueAt(root, $ref, place), `${$ref} of ${place}`);
    found = { ...referred, ...counting(root, beside) };
  }
  return found;
}

/**
 * The members beside the reference of anything but a path item: OpenAPI 3.0 ignores them, and 3.1 all but two.
 * @param {Node} root
 * @param {Node} beside
 */
function countingBeside({ openapi }, beside) {
  if (openapi.startsWith('3.0')) return {};
  const names = ['summary', 'description'].filter((name) => Object.hasOwn(beside, name));
  return Object.fromEntries(names.map((name) => [name, beside[name]]));
}

/**
 * Whether two objects say the same, be their prototypes as they may: generators make objects without one.
 * @param {any} given
 * @param {any} own  One of ours: a tree without circles.
 * @returns {boolean}
 */
function saysSame(given, own) {
  if (own === null || typeof own !== 'object') return given === own;
  if (given === null || typeof given !== 'object') return false;
  if (Array.isArray(given) !== Array.isArray(own)) return false;
  const names = Object.keys(own);
  return (
    Object.keys(given).length === names.length &&
    names.every((name) => Object.hasOwn(given, name) && saysSame(given[name], own[name]))
  );
}

/**
 * @param {Node} root
 * @param {string} pointer
 * @param {string} place
 */
function valueAt(root, pointer, place) {
  /** @type {any} */
  let found = root;
  for (const step of pointer.slice(2).split('/')) {
    const name = unescaped(step);
    if (found === null || typeof found !== 'object' || !Object.hasOwn(found, name)) {
      throw documentError(`have what ${place} refers to (received ${pointer})`);
    }
    found = found[name];
  }
  return found;
}

/**
 * A step of a JSON pointer in a URI fragment.
 * @param {string} step
 */
function unescaped(step) {
  const decoded = /%[0-9A-Fa-f]{2}/.test(step) ? decode(step) : step;
  return decoded.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** @param {string} step */
function decode(step) {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

module.exports = { documentError, isNode, nodeAt, resolved, saysSame };
