'use strict';

const { hintOf } = require('../util/nearest');
const { optionError } = require('../util/option-error');

/**
 * Names from other packages: the option of ours that takes their place, and the advice.
 * @type {Record<string, [replacement: string, advice: string]>}
 */
const MOVED = {
  // @ts-expect-error A literal has a prototype to its type.
  __proto__: null,
  keyPrefix: ['prefix', 'Use `prefix`.'],
  sentinels: ['redis', 'Write `redis: { sentinels, name }`.'],
  client: [
    'redis',
    'Give the address as `redis: "redis://..."`: the package opens its own connection.',
  ],
  ttl: ['resultTTL', 'Use `resultTTL` (seconds).'],
  ttlMs: ['resultTTL', 'Use `resultTTL` (seconds).'],
  lockTtl: ['lockTTL', 'Use `lockTTL` (seconds).'],
};

/**
 * Throws for an option that is not in `names`. The message suggests the right one: our name for it, the function that
 * has an option of this name (`elsewhere`, functions by option), or a near name. `owner` is the function that got the
 * option.
 * @param {string} name
 * @param {string[]} names
 * @param {{ owner?: string, elsewhere: Record<string, string> }} where
 * @returns {never}
 */
function refuseOption(name, names, { owner, elsewhere }) {
  throw optionError(
    'unknown',
    `unknown option \`${name}\`.${adviceOn(name, names, owner, elsewhere)}`,
  );
}

/**
 * @param {string} name
 * @param {string[]} names
 * @param {string | undefined} owner
 * @param {Record<string, string>} elsewhere
 */
function adviceOn(name, names, owner, elsewhere) {
  const [replacement, advice] = MOVED[name] ?? [];
  if (names.includes(replacement)) return ` ${advice}`;
  if (Object.hasOwn(elsewhere, name)) {
    const where = owner === undefined ? '. You cannot give it here' : `, not of ${owner}`;
    return ` It is an option of ${elsewhere[name]}${where}.`;
  }
  return hintOf(name, names);
}

module.exports = { refuseOption };
