'use strict';

const { jsonSerializer } = require('onceonly');
const { asScript, snippetsOf } = require('./readme');

/** The function `encrypted(key)` of docs/recipes/encrypt-results.md. */
function documentedSerializer() {
  const [code] = snippetsOf('docs/recipes/encrypt-results.md').map(asScript);
  const lines = code.split('\n').filter((line) => !/^const (protect|\{ idempotency)/.test(line));
  const define = new Function(
    'require',
    'jsonSerializer',
    `${lines.join('\n')}\nreturn encrypted;`,
  );
  return define(require, jsonSerializer);
}

module.exports = { documentedSerializer };
