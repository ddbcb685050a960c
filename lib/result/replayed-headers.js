'use strict';

const { validateHeaderName } = require('node:http');

const { fail } = require('../util/checks');
const { optionError } = require('../util/option-error');

/** Headers that describe the content or the resource. They are as true for a retry as for the first caller. */
const REPLAYED = [
  'Content-Type',
  'Content-Language',
  'Content-Encoding',
  'Content-Disposition',
  'Cache-Control',
  'Last-Modified',
  'Vary',
  'Location',
  'ETag',
  'Link',
  'Retry-After',
];

// Headers of one caller, one connection or one moment. A replay would log the next caller in as the first one, break
// the framing, or tell an old state.
const NEVER = new Set([
  'set-cookie',
  'set-cookie2',
  'cookie',
  'authorization',
  'authentication-info',
  'www-authenticate',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'connection',
  'proxy-connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'date',
  'content-length',
]);
const NEVER_PREFIXED = /^(access-control-|(x-)?rate-?limit|idempotency-|idempotent-)/;

/**
 * Checks the `replayHeaders` option: header names, none of them one that may never be replayed.
 * @param {string} option
 * @param {any} value
 * @returns {string[]}
 */
function headerNames(option, value) {
  if (!Array.isArray(value)) fail(option, 'an array of header names', value);
  for (const name of value) {
    if (!isHeaderName(name)) fail(option, 'an array of header names', value);
    const lower = name.toLowerCase();
    if (NEVER.has(lower) || NEVER_PREFIXED.test(lower)) {
      throw optionError(
        'value',
        `option \`${option}\` must not name ${name}, which is never replayed`,
      );
    }
  }
  return value;
}

/** @param {string} name */
function isHeaderName(name) {
  try {
    validateHeaderName(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The names of the headers that are kept: those of every response and the app's own.
 * @param {string[]} [own]
 */
function keptHeaders(own = []) {
  const known = new Set(REPLAYED.map((name) => name.toLowerCase()));
  return [...REPLAYED, ...own.filter((name) => !known.has(name.toLowerCase()))];
}

module.exports = { headerNames, keptHeaders };
