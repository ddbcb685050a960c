'use strict';

const { CODES } = require('../errors/idempotency-error');

/** @import { Node } from './references' */

const PROBLEM_TYPE = 'application/problem+json';
const UNAVAILABLE = 503;
// For operators alone: the commands and the methods of a store throw it, no route does.
const NOT_FOR_CLIENTS = 'ATTEMPT_CHANGED';

/**
 * What an operation gets, each part by the name of its component.
 * @typedef {object} Parts
 * @property {Node} parameter  The key.
 * @property {Node} problem  The schema of a refusal.
 * @property {Refusal[]} refusals
 */

/**
 * Headers of a response by their names, each with that of its component.
 * @typedef {Record<string, [component: string, header: Node]>} Headers
 */

/**
 * The refusals of one status.
 * @typedef {{ status: string, description: string, headers: Headers }} Refusal
 */

/** @param {string} description @param {Node} schema @returns {Node} */
const header = (description, schema) => ({ description, schema });

/**
 * Those of each 2xx response.
 * @type {Headers}
 */
const REPLAY_HEADERS = {
  'Idempotency-Cached': [
    'IdempotencyCached',
    header('Whether this is the response of an earlier request with the same key.', {
      type: 'string',
      enum: ['true', 'false'],
    }),
  ],
  'Idempotent-Replayed': [
    'IdempotentReplayed',
    header('On a replay only.', { type: 'string', enum: ['true'] }),
  ],
  'Idempotency-Status': [
    'IdempotencyStatus',
    header('On a first response that a retry may not get again.', {
      type: 'string',
      enum: ['unprotected', 'not-stored', 'not-replayable'],
    }),
  ],
};

/** @type {Headers} */
const UNREADABLE_HEADERS = {
  'Idempotency-Status': [
    'IdempotencyUnreadable',
    header('On a refusal whose key has a record that cannot be read: its operation may have run.', {
      type: 'string',
      enum: ['unreadable'],
    }),
  ],
};

/** @type {Headers} */
const RETRY_HEADERS = {
  'Retry-After': [
    'IdempotencyRetryAfter',
    header('Seconds after which to send the same request again, with the same key.', {
      type: 'integer',
      minimum: 1,
    }),
  ],
};

/**
 * The key. It has no example on purpose: tools send an example as it is, and all their users would share one key.
 * @param {{ headerName: string, required: boolean }} options
 * @returns {Node}
 */
function keyParameter({ headerName, required }) {
  return {
    name: headerName,
    in: 'header',
    required,
    description:
      'A random key of 1 to 255 characters, such as a UUID. Make one for each operation, and send it again with every retry of it. ' +
      'It may stand in double quotes.',
    // In quotes, each character may have an escape: 255 of them, and the quotes.
    schema: { type: 'string', minLength: 1, maxLength: 512 },
  };
}

/**
 * The codes of refusals that a client may get, by status. A 500 is left out: it is a mistake of the app, or of a transaction that few
 * apps have, and a described 500 would change the document of all others.
 * @param {number} mismatchStatus
 * @returns {Map<string, string[]>}
 */
function codesByStatus(mismatchStatus) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const [code, [byDefault]] of Object.entries(CODES)) {
    const status = code === 'IDEMPOTENCY_KEY_REUSED' ? mismatchStatus : Number(byDefault);
    if (code === NOT_FOR_CLIENTS || (status >= 500 && status !== UNAVAILABLE)) continue;
    found.set(`${status}`, [...(found.get(`${status}`) ?? []), code]);
  }
  return found;
}

/**
 * A problem document as idempotencyErrors() answers it.
 * @param {string[]} codes
 * @returns {Node}
 */
function problemSchema(codes) {
  const text = { type: 'string' };
  return {
    type: 'object',
    description: 'Why a request was not run. Compare `error`, not the texts.',
    required: ['type', 'title', 'status', 'detail', 'error', 'message', 'retryable'],
    properties: {
      type: { type: 'string', description: 'A name for the problem, made of its code.' },
      title: text,
      status: { type: 'integer', description: 'The HTTP status.' },
      detail: text,
      error: { type: 'string', enum: codes, description: 'The code.' },
      message: text,
      retryable: {
        type: 'boolean',
        description: 'Whether the same request may be sent again, with the same key.',
      },
      retryAfter: {
        type: 'integer',
        minimum: 1,
        description: 'Seconds to wait before that, as in `Retry-After`.',
      },
    },
  };
}

/**
 * @param {string} status
 * @param {string[]} codes
 * @returns {Refusal}
 */
function refusalOf(status, codes) {
  const sentences = codes.map(
    (code) => `\`${code}\`: ${CODES[/** @type {'LOCK_FAILED'} */ (code)][2]}`,
  );
  const mayWait = codes.some((code) => CODES[/** @type {'LOCK_FAILED'} */ (code)][1] === true);
  return {
    status,
    description: sentences.join('\n\n'),
    headers: {
      ...(mayWait ? RETRY_HEADERS : {}),
      ...(codes.includes('LOCK_FAILED') ? UNREADABLE_HEADERS : {}),
    },
  };
}

/**
 * @param {{ headerName: string, required: boolean, mismatchStatus: number }} options
 * @returns {Parts}
 */
function partsFor(options) {
  const byStatus = codesByStatus(options.mismatchStatus);
  const statuses = [...byStatus.keys()].sort();
  return {
    parameter: keyParameter(options),
    problem: problemSchema(statuses.flatMap((status) => byStatus.get(status) ?? [])),
    refusals: statuses.map((status) => refusalOf(status, byStatus.get(status) ?? [])),
  };
}

module.exports = { PROBLEM_TYPE, REPLAY_HEADERS, partsFor };
