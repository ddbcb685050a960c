'use strict';

const { isOfNetwork } = require('./network-errors');

/** The app's own error: its status and `retryable` are the app's word. */
const OWN = 'own';
/** An error of an HTTP client, an SDK or the network: whether the effect exists is not known. */
const FOREIGN = 'foreign';
/** A definite refusal of another service, such as a declined card. */
const REFUSED = 'refused';

// Members that client libraries put on their errors: axios, got, ky, undici, superagent, Octokit, Stripe, Twilio, AWS,
// Adyen, OpenAI and their like.
const CLIENT_MEMBERS = [
  'isAxiosError',
  '$metadata',
  '$fault',
  'rawType',
  'requestID',
  'request_id',
  'moreInfo',
  'rawResponse',
  'responseBody',
  'responseHeaders',
  'statusMessage',
  'timings',
];
const CLIENT_OBJECTS = ['response', 'request', 'config'];
const MAX_DEPTH = 5;

// Another request, later or with other rights, may be answered otherwise.
const NO_REFUSALS = new Set([401, 403, 407, 408, 409, 421, 423, 425, 429]);

/**
 * OWN, FOREIGN or REFUSED. A wrapper without a status of its own is of its `cause`, or of its `errors`.
 * @param {any} error
 */
function whoseError(error) {
  try {
    return foreignOrigin(error, 0) ?? OWN;
  } catch {
    // An error that cannot be looked at proves nothing.
    return FOREIGN;
  }
}

/**
 * @param {any} error
 * @param {number} depth
 * @returns {string | undefined}
 */
function foreignOrigin(error, depth) {
  if (error === null || typeof error !== 'object' || isOfFramework(error)) return undefined;
  if (isOfClient(error) || 'requestId' in error) return isRefusal(error) ? REFUSED : FOREIGN;
  if (isOfNetwork(error)) return FOREIGN;
  if (statusIn(error) !== undefined || depth === MAX_DEPTH) return undefined;
  const causes = [error.cause, ...(Array.isArray(error.errors) ? error.errors : [])];
  const origins = causes.map((cause) => foreignOrigin(cause, depth + 1));
  return origins.includes(FOREIGN) ? FOREIGN : origins.find((origin) => origin !== undefined);
}

/**
 * Whether a client library has made the error. Then its other members are not the app's word either.
 * @param {any} error
 */
function isOfClient(error) {
  if (error === null || typeof error !== 'object' || isOfFramework(error)) return false;
  return (
    CLIENT_MEMBERS.some((name) => name in error) ||
    CLIENT_OBJECTS.some((name) => isObject(error[name])) ||
    error.code === 'UND_ERR_RESPONSE' ||
    typeof error.headers?.get === 'function' ||
    typeof error.options?.method === 'string' ||
    Number.isInteger(error.meta?.statusCode) ||
    // Version 2 of the AWS SDK; apps give their own errors a `requestId` too.
    ('requestId' in error && 'time' in error)
  );
}

/**
 * HttpException of Nest and HTTPException of Hono are thrown by the app, and hold the response that it wants.
 * @param {any} error
 */
function isOfFramework(error) {
  return typeof error.getResponse === 'function';
}

/** @param {any} error */
function isRefusal(error) {
  const status = foreignStatus(error);
  return status >= 400 && status < 500 && !NO_REFUSALS.has(status);
}

/** @param {any} error */
function foreignStatus({ response, $metadata, meta, status, statusCode }) {
  const found = [
    response?.status,
    response?.statusCode,
    $metadata?.httpStatusCode,
    meta?.statusCode,
    status,
    statusCode,
  ];
  return found.find(Number.isInteger);
}

/**
 * The HTTP status of an error that has one.
 * @param {any} error
 * @returns {number | undefined}
 */
function statusIn(error) {
  const status = error?.status ?? error?.statusCode;
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : undefined;
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null;
}

module.exports = { OWN, FOREIGN, REFUSED, isOfClient, statusIn, whoseError };
