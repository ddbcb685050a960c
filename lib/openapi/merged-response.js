'use strict';

const { PROBLEM_TYPE } = require('./parts');
const { nodeAt, saysSame } = require('./references');

/** @import { Node } from './references' */

/**
 * A response with more headers. Those that it has stay.
 * @param {Node} response
 * @param {[name: string, refer: () => Node][]} headers  Only those that are missing are referred to.
 * @param {string} place
 * @returns {Node}
 */
function withHeaders(response, headers, place) {
  const given = nodeAt(response.headers, `headers of ${place}`);
  const known = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const missing = headers.filter(([name]) => !known.has(name.toLowerCase()));
  if (missing.length === 0) return response;
  const added = missing.map(([name, refer]) => [name, refer()]);
  return { ...response, headers: { ...given, ...Object.fromEntries(added) } };
}

/**
 * A response that may be a problem of this schema as well.
 * @param {Node} response
 * @param {Node} schema
 * @param {string} place
 * @returns {Node}
 */
function withProblem(response, schema, place) {
  const content = nodeAt(response.content, `content of ${place}`);
  const type = Object.keys(content).find(
    (each) => each.split(';')[0].trim().toLowerCase() === PROBLEM_TYPE,
  );
  if (type === undefined)
    return { ...response, content: { ...content, [PROBLEM_TYPE]: { schema } } };
  const media = nodeAt(content[type], `${type} of ${place}`);
  const either = eitherSchema(media.schema, schema, place);
  if (either === media.schema) return response;
  return { ...response, content: { ...content, [type]: { ...media, schema: either } } };
}

/**
 * `anyOf`, since a general schema for problems takes ours as well, and `oneOf` refuses what fits two of its schemas.
 * @param {unknown} given
 * @param {Node} schema
 * @param {string} place
 */
function eitherSchema(given, schema, place) {
  // Without a schema, or with an empty one, everything fits.
  if (given === undefined || given === true || saysSame(given, schema)) return given;
  const { anyOf } = given === false ? {} : nodeAt(given, `schema of ${place}`);
  const choices = Array.isArray(anyOf) ? anyOf : [];
  if (choices.some((/** @type {unknown} */ each) => saysSame(each, schema))) return given;
  return { anyOf: [given, schema] };
}

module.exports = { withHeaders, withProblem };
