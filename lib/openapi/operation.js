'use strict';

const { kindOf } = require('../util/received');
const { withHeaders, withProblem } = require('./merged-response');
const { PROBLEM_TYPE, REPLAY_HEADERS } = require('./parts');
const { documentError, nodeAt, resolved } = require('./references');

/** @import { Components } from './components' */
/** @import { Headers, Parts, Refusal } from './parts' */
/** @import { Node } from './references' */

/**
 * What an operation is described with.
 * @typedef {object} Description
 * @property {Node} root  The given document.
 * @property {InstanceType<typeof Components>} components
 * @property {Parts} parts
 * @property {Node} extensions  Members that begin with `x-`.
 */

/**
 * An operation with the key, the refusals and the headers of a replay. Nothing that it says is changed.
 * @param {Node} operation
 * @param {unknown} shared  The parameters of its path.
 * @param {Description} description
 * @param {string} place
 * @returns {Node}
 */
function described(operation, shared, description, place) {
  return {
    ...description.extensions,
    ...operation,
    ...withKey(operation, shared, description, place),
    responses: responsesOf(operation, description, place),
  };
}

/**
 * @param {Node} operation
 * @param {unknown} shared
 * @param {Description} description
 * @param {string} place
 * @returns {{ parameters?: Node[] }}
 */
function withKey(operation, shared, { root, components, parts }, place) {
  const own = listOf(operation.parameters, place);
  const { parameter } = parts;
  const where = `a parameter of ${place}`;
  const all = [...own, ...listOf(shared, `the path of ${place}`)].map((each) => {
    const given = nodeAt(each, where);
    return resolved(root, given, where) ?? elsewhere(given, parameter.name);
  });
  if (all.some((each) => isHeader(each, parameter.name))) return {};
  const hidden = all.find(({ $ref }) => $ref !== undefined);
  if (hidden !== undefined) throw hiddenParameter(hidden, place);
  return { parameters: [...own, components.refer('parameters', 'IdempotencyKey', parameter)] };
}

/**
 * @param {Node} parameter
 * @param {string} name
 */
function isHeader(parameter, name) {
  return parameter.in === 'header' && `${parameter.name}`.toLowerCase() === name.toLowerCase();
}

/**
 * A parameter in another file, which nobody reads here: the header, if the reference names it as './IdempotencyKey.yaml' does.
 * @param {Node} reference
 * @param {string} name
 * @returns {Node}
 */
function elsewhere(reference, name) {
  const letters = (/** @type {string} */ text) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  return letters(reference.$ref).includes(letters(name)) ? { in: 'header', name } : reference;
}

/**
 * It may be the key. A second one would make the document invalid.
 * @param {Node} reference
 * @param {string} place
 */
function hiddenParameter({ $ref }, place) {
  const cure = 'Bundle it first, or leave the operation out with `include`';
  return documentError(
    `have the parameters of ${place} in itself (received ${$ref.slice(0, 200)}). ${cure}`,
  );
}

/**
 * @param {unknown} value
 * @param {string} place
 * @returns {Node[]}
 */
function listOf(value, place) {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw documentError(`have an array as parameters of ${place} (received ${kindOf(value)})`);
}

/**
 * @param {Node} operation
 * @param {Description} description
 * @param {string} place
 */
function responsesOf(operation, description, place) {
  const given = nodeAt(operation.responses, `responses of ${place}`);
  const responses = { ...given };
  for (const status of Object.keys(given).filter((each) => /^2(\d\d|XX)$/i.test(each))) {
    responses[status] = replayable(given[status], description, `${status} of ${place}`);
  }
  for (const refusal of description.parts.refusals) {
    responses[refusal.status] = refusing(given, refusal, description, place);
  }
  return responses;
}

/**
 * @param {unknown} response
 * @param {Description} description
 * @param {string} place
 */
function replayable(response, { root, components }, place) {
  const given = nodeAt(response, place);
  const found = resolved(root, given, place);
  if (found === undefined) return given;
  const more = withHeaders(found, referring(components, REPLAY_HEADERS), place);
  return more === found ? given : more;
}

/**
 * The response for a status, which may be one of the app as well: that of the status, or of the range or the default that has stood
 * for it until now. A reference that leads out of the document stays, if it is for this status alone.
 * @param {Node} responses
 * @param {Refusal} refusal
 * @param {Description} description
 * @param {string} place
 */
function refusing(responses, refusal, description, place) {
  const { status } = refusal;
  const key = keysFor(status).find((each) => Object.hasOwn(responses, each));
  if (key === undefined) return ownResponse(refusal, description);
  const where = `${key} of ${place}`;
  const given = nodeAt(responses[key], where);
  const found = resolved(description.root, given, where);
  if (found === undefined) return key === status ? given : ownResponse(refusal, description);
  const headers = referring(description.components, refusal.headers);
  const more = withHeaders(withProblem(found, problemOf(description), where), headers, where);
  return more === found ? given : more;
}

/** @param {string} status */
function keysFor(status) {
  return [status, `${status[0]}XX`, `${status[0]}xx`, 'default'];
}

/**
 * @param {Refusal} refusal
 * @param {Description} description
 */
function ownResponse({ status, description: text, headers }, description) {
  const { components } = description;
  const added = referring(components, headers).map(([name, refer]) => [name, refer()]);
  return components.refer('responses', `Idempotency${status}`, {
    description: text,
    ...(added.length > 0 ? { headers: Object.fromEntries(added) } : {}),
    content: { [PROBLEM_TYPE]: { schema: problemOf(description) } },
  });
}

/** @param {Description} description */
function problemOf({ components, parts }) {
  return components.refer('schemas', 'IdempotencyProblem', parts.problem);
}

/**
 * @param {InstanceType<typeof Components>} components
 * @param {Headers} headers
 * @returns {[name: string, refer: () => Node][]}
 */
function referring(components, headers) {
  return Object.entries(headers).map(([name, [component, header]]) => [
    name,
    () => components.refer('headers', component, header),
  ]);
}

module.exports = { described };
