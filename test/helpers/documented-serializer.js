'use strict';

const { jsonSerializer } = require('onceonly');
const { readText } = require('./project');
const { findSnippets } = require('./readme');

/** The function `encrypted(key)` of docs/recipes/encrypt-results.md. */
function documentedSerializer() {
  const [{ code }] = findSnippets(readText('docs/recipes/encrypt-results.md')).filter((snippet) =>
    snippet.code.includes('aes-256-gcm'),
  );
  const lines = code.split('\n').filter((line) => !/^const (protect|\{ idempotency)/.test(line));
  const define = new Function(
    'require',
    'jsonSerializer',
    `${lines.join('\n')}\nreturn encrypted;`,
  );
  return define(require, jsonSerializer);
}

module.exports = { documentedSerializer };
