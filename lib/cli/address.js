'use strict';

const { UsageError } = require('./usage-error');

/** @import { Given } from './arguments' */
/** @import { Stdin } from './stdin' */
/** @import { RecordAddress, RequestAddress } from '../../types/store' */

const PARTS = ['method', 'path', 'scope', 'strict', 'case-sensitive'];

/**
 * The address that the arguments name: `--id`, or a key with the parts of its request. The key is an argument, `--key`, or
 * the text of standard input for `-`.
 * @param {Given} given
 * @param {InstanceType<typeof Stdin>} stdin
 * @returns {Promise<RecordAddress | RequestAddress>}
 */
async function addressOf({ options, positionals }, stdin) {
  const { id } = options;
  const keys = [options.key, ...positionals].filter((key) => key !== undefined);
  if (id !== undefined) {
    const more = PARTS.filter((name) => options[name] !== undefined);
    if (keys.length + more.length > 0) {
      throw new UsageError('--id names a record by itself. Leave out the key and its parts.');
    }
    return { id };
  }
  return { key: await keyOf(keys, stdin), ...requestParts(options) };
}

/** @param {Record<string, any>} options */
function requestParts(options) {
  const { method, path, scope, strict, 'case-sensitive': caseSensitive } = options;
  const parts = Object.entries({ method, path, scope, strict, caseSensitive });
  return Object.fromEntries(parts.filter(([, value]) => value !== undefined));
}

/**
 * The one key of the arguments.
 * @param {string[]} keys
 * @param {InstanceType<typeof Stdin>} stdin
 */
async function keyOf(keys, stdin) {
  if (keys.length === 0) {
    throw new UsageError(
      'Name a record: --id ID, a key, or --key - to read one from standard input.',
    );
  }
  if (keys.length > 1) throw new UsageError('Name one key only.');
  return keys[0] === '-' ? stdin.line('--key') : keys[0];
}

module.exports = { addressOf, keyOf };
