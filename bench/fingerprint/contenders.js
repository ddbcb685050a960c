'use strict';

const { createHash } = require('node:crypto');

const sha256 = (data) => createHash('sha256').update(data).digest('hex');

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const result = {};
  for (const name of Object.keys(value).sort()) result[name] = sorted(value[name]);
  return result;
}

/** The product of a folder: the bytes as sent, and a parsed value. */
const product = (folder, suffix = '') => ({
  async [`raw${suffix}`]() {
    const { fingerprint } = require(folder);
    return (value) => {
      const bytes = Buffer.from(JSON.stringify(value));
      return () => fingerprint(bytes);
    };
  },
  async [`parsed${suffix}`]() {
    const { fingerprint } = require(folder);
    return (value) => () => fingerprint(value);
  },
});

/**
 * name -> async function that gives `prepare(value)`, which gives the work to repeat. What a contender needs is prepared
 * outside of the measurement: the bytes for those that take bytes, else the value.
 */
const CONTENDERS = {
  ...product('../..'),
  async 'sort + stringify'() {
    return (value) => () => sha256(JSON.stringify(sorted(value)));
  },
  async canonicalize() {
    const { default: canonicalize } = await import('canonicalize');
    return (value) => () => sha256(canonicalize(value));
  },
  async 'safe-stable-stringify'() {
    const { configure } = require('safe-stable-stringify');
    // Bodies of JSON have no cycles; not to look for them is the fastest it can be.
    const stringify = configure({ circularValue: Error });
    return (value) => () => sha256(stringify(value));
  },
  async 'object-hash'() {
    const hash = require('object-hash');
    const options = { algorithm: 'sha256', respectType: false };
    return (value) => () => hash(value, options);
  },
  async steadykey() {
    const { steadyKey } = require('steadykey');
    return (value) => () => steadyKey(value);
  },
  async 'sha256 alone'() {
    return (value) => {
      const bytes = Buffer.from(JSON.stringify(value));
      return () => sha256(bytes);
    };
  },
};

/** All of them, and the product as it was in the folder `before`, if one is given. */
function contendersOf(before) {
  return before === undefined ? CONTENDERS : { ...CONTENDERS, ...product(before, ', before') };
}

module.exports = { contendersOf };
