'use strict';

const vm = require('node:vm');

const { helpOf } = require('../util/help.js');

/**
 * @param {string} code
 * @param {string} message
 * @param {unknown} [cause]
 */
function loadError(code, message, cause) {
  return withoutLine(codedError(code, message, cause));
}

/**
 * @param {string} code
 * @param {string} message
 * @param {unknown} [cause]
 */
function codedError(code, message, cause) {
  const error = new Error(`onceonly: ${message}`, cause === undefined ? undefined : { cause });
  return Object.assign(error, { code, help: helpOf('errors', code) });
}

/**
 * Keeps Node from printing the line that threw an error, by a short one that has thrown it before. In a minified bundle the line
 * is the whole program. Node wrote 64 KB of it to a pipe and ended, without the message.
 * @param {Error} error
 */
function withoutLine(error) {
  const { stack } = error;
  try {
    vm.runInNewContext('throw error', { error });
  } catch {
    error.stack = stack;
  }
  return error;
}

module.exports = { codedError, loadError };
