'use strict';

const { checkOptions } = require('../options/check-options');
const { returnError } = require('../util/argument-error');
const { kindOf } = require('../util/received');
const { Components } = require('./components');
const { described } = require('./operation');
const { DESCRIBED } = require('./options');
const { partsFor } = require('./parts');
const { documentError, isNode, nodeAt, resolved } = require('./references');

/** @import { Description } from './operation' */
/** @import { Node } from './references' */

/**
 * What the options say when they were checked.
 * @typedef {object} Described
 * @property {string} headerName
 * @property {boolean} required
 * @property {string[]} methods  In capital letters.
 * @property {422 | 409} mismatchStatus
 * @property {number} [resultTTL]  Milliseconds.
 * @property {(about: { path: string, method: string, operation: Node }) => unknown} include
 * @property {Node} extensions
 */

const VERSIONS = /^3\.[01](\.\d+)?(-.+)?$/;

/**
 * A new document of OpenAPI 3.0 or 3.1 that describes the key, the refusals and the headers of a replay, for the operations that
 * idempotency() guards. The given document stays as it is, and nothing that it says is replaced. Throws a TypeError for a document
 * that is none.
 * @param {any} document
 * @param {object} [options]
 */
function addIdempotency(document, options = {}) {
  const settings = /** @type {Described} */ (
    /** @type {unknown} */ (checkOptions(options, DESCRIBED))
  );
  requireOpenApi(document);
  const components = new Components(document.components);
  const description = {
    root: document,
    components,
    parts: partsFor(settings),
    extensions: { ...lifetimeOf(settings), ...settings.extensions },
  };
  const { paths } = document;
  // OpenAPI 3.1 has documents without paths, for webhooks alone.
  if (paths === undefined) return { ...document };
  const more = { ...document, paths: withPaths(nodeAt(paths, 'paths'), settings, description) };
  const { all } = components;
  return all === undefined ? more : { ...more, components: all };
}

/** @param {any} document */
function requireOpenApi(document) {
  if (!isNode(document)) throw documentError(`be an object (received ${kindOf(document)})`);
  const { openapi, swagger } = document;
  if (typeof openapi === 'string' && VERSIONS.test(openapi)) return;
  const got = typeof swagger === 'string' ? `swagger ${swagger}` : `openapi ${openapi}`;
  throw documentError(`be of OpenAPI 3.0 or 3.1 (received ${got.slice(0, 60)})`);
}

/**
 * @param {Node} paths
 * @param {Described} settings
 * @param {Description} description
 */
function withPaths(paths, settings, description) {
  const entries = Object.entries(paths).map(([path, item]) => [
    path,
    path.startsWith('/')
      ? withOperations(path, nodeAt(item, `path ${path}`), settings, description)
      : item,
  ]);
  return Object.fromEntries(entries);
}

/**
 * @param {string} path
 * @param {Node} given
 * @param {Described} settings
 * @param {Description} description
 */
function withOperations(path, given, { methods, include }, description) {
  const item = resolved(description.root, given, `path ${path}`, (_, beside) => beside);
  if (item === undefined) return given;
  /** @type {Node} */
  const changed = {};
  for (const method of methods.map((each) => each.toLowerCase())) {
    if (!Object.hasOwn(item, method)) continue;
    const place = `${method.toUpperCase()} ${path}`;
    const operation = nodeAt(item[method], place);
    if (!isIncluded(include({ path, method, operation }))) continue;
    changed[method] = described(operation, item.parameters, description, place);
  }
  return Object.keys(changed).length === 0 ? given : { ...item, ...changed };
}

/** @param {unknown} answer */
function isIncluded(answer) {
  if (typeof answer === 'boolean') return answer;
  throw returnError('include', 'true or false', kindOf(answer));
}

/** @param {Described} settings */
function lifetimeOf({ resultTTL }) {
  return resultTTL === undefined ? {} : { 'x-idempotency': { lifetime: durationOf(resultTTL) } };
}

/**
 * A duration of ISO 8601, as PT24H.
 * @param {number} ms
 */
function durationOf(ms) {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = (ms % 60_000) / 1000;
  const parts = [
    [hours, 'H'],
    [minutes, 'M'],
    [seconds, 'S'],
  ];
  return `PT${parts
    .filter(([count]) => count !== 0)
    .map((part) => part.join(''))
    .join('')}`;
}

module.exports = { addIdempotency };
