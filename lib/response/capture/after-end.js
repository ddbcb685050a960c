'use strict';

const { ServerResponse } = require('node:http');
const { isUint8Array } = require('node:util/types');

const { soon } = require('../../util/timers');

/** @import { Arguments } from './own-members' */

/**
 * In the messages of Node.
 * @type {Record<string, string>}
 */
const ACTIONS = {
  writeHead: 'write',
  setHeader: 'set',
  setHeaders: 'set',
  appendHeader: 'append',
  removeHeader: 'remove',
};

/**
 * The error that Node throws for a call that comes when the head was sent.
 * @param {string} name
 */
function headersSent(name) {
  return withCode(
    'ERR_HTTP_HEADERS_SENT',
    `Cannot ${ACTIONS[name]} headers after they are sent to the client`,
  );
}

/**
 * Throws Node's own error for a chunk that is neither text nor bytes.
 * @param {unknown} chunk
 */
function refuseChunk(chunk) {
  if (typeof chunk === 'string' || isUint8Array(chunk)) return;
  // In Node's own words, which differ between its versions.
  new ServerResponse(/** @type {any} */ ({ method: 'POST' })).write(/** @type {any} */ (chunk));
}

/**
 * The answers to an app that goes on after it has ended its response: those that Node gives when all of it was sent. Nothing
 * is emitted, as nobody may listen.
 */
const afterEnd = {
  /** @param {Arguments} args */
  write(args) {
    refuseChunk(args[0]);
    tell(args, writeAfterEnd());
    return false;
  },

  /** @param {Arguments} args */
  end(args) {
    const chunk = typeof args[0] === 'function' ? undefined : args[0];
    tell(args, chunk ? writeAfterEnd() : alreadyFinished());
  },
};

/**
 * The answer of write() for bytes that are not sent: there is room for more.
 * @param {Arguments} args
 */
function writtenNowhere(args) {
  tell(args);
  return true;
}

/**
 * @param {Arguments} args
 * @param {Error} [error]
 */
function tell(args, error) {
  const callback = args.find((each) => typeof each === 'function');
  if (callback !== undefined) soon(() => callback(error));
}

function writeAfterEnd() {
  return withCode('ERR_STREAM_WRITE_AFTER_END', 'write after end');
}

function alreadyFinished() {
  return withCode('ERR_STREAM_ALREADY_FINISHED', 'Cannot call end after a stream was finished');
}

/**
 * The error that Node throws for a body whose length is not the one that its head tells.
 * @param {number} bytes
 * @param {number} length
 */
function lengthMismatch(bytes, length) {
  const message = `Response body's content-length of ${bytes} byte(s) does not match the content-length of ${length} byte(s) set in header`;
  return withCode('ERR_HTTP_CONTENT_LENGTH_MISMATCH', message);
}

/**
 * @param {string} code
 * @param {string} message
 */
function withCode(code, message) {
  return Object.assign(new Error(message), { code });
}

module.exports = { afterEnd, headersSent, lengthMismatch, refuseChunk, tell, writtenNowhere };
