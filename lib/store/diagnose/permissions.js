'use strict';

/** @import { ServerFacts } from '../../../types/operate' */
/** @import { Ask } from './server-facts' */

// Two characters of a key of ours: nothing has this name.
const NOBODY = '-';

/**
 * The commands that a store needs, and those that help: docs/guides/redis.md. A rule of keys or channels is tried with the first
 * that has one.
 * @param {string} prefix
 * @returns {{ needed: string[][], extras: string[][] }}
 */
function commandsOf(prefix) {
  const key = `${prefix}:result:{${NOBODY}}`;
  const channel = `${prefix}:done:{${NOBODY}}`;
  return {
    needed: [
      ['GET', key],
      ['GETEX', key],
      ['SET', key, '', 'XX'],
      ['DEL', key],
      ['PTTL', key],
      ['TIME'],
      ['EVAL', 'return 1', '1', key],
      ['EVALSHA', '0'.repeat(40), '1', key],
    ],
    extras: [
      ['SCRIPT', 'LOAD', 'return 1'],
      ['PEXPIRETIME', key],
      ['INFO'],
      ['PING'],
      ['CLIENT', 'SETNAME', 'onceonly'],
      ['PUBLISH', channel, '1'],
      ['SUBSCRIBE', channel],
      ['UNSUBSCRIBE', channel],
      ['SCAN', '0', 'MATCH', key, 'COUNT', '1'],
      ['GETRANGE', key, '0', '0'],
      ['STRLEN', key],
    ],
  };
}

// They change the connection, so they are not tried.
const NOT_TRIED = new Set(['SUBSCRIBE', 'UNSUBSCRIBE', 'CLIENT']);
const WITH_SUBCOMMAND = new Set(['SCRIPT', 'CLIENT']);
// The words of 6.2, 7.0, 7.2 and others for a missing permission, and for a command that was taken away.
const REFUSED = /noperm|no permissions|acl failure|unknown command|unknown subcommand|not found/i;

/**
 * What the user of this connection may not do: `{ missing, missingExtras }`, each in the words of an ACL rule. ACL DRYRUN tells it
 * without running anything (Redis 7.0). Elsewhere each command is tried in a way that changes nothing.
 * @param {Ask} ask
 * @param {{ user: string | null, prefix: string }} about
 * @returns {Promise<Pick<ServerFacts, 'missing' | 'missingExtras'>>}
 */
async function findMissing(ask, { user, prefix }) {
  const { needed, extras } = commandsOf(prefix);
  const isDry = user !== null && (await ask('ACL', 'DRYRUN', user, 'PING')).error === undefined;
  const test = async (/** @type {string[]} */ command) => {
    if (isDry) return toldOf(await ask('ACL', 'DRYRUN', /** @type {string} */ (user), ...command));
    return NOT_TRIED.has(command[0]) ? '' : toldOf(await ask(...command));
  };
  const missingOf = async (/** @type {string[][]} */ commands) => {
    const missing = new Set();
    for (const command of commands) {
      const told = await test(command);
      if (REFUSED.test(told)) missing.add(ruleOf(command, told, prefix));
    }
    return [...missing];
  };
  return { missing: await missingOf(needed), missingExtras: await missingOf(extras) };
}

/** @param {{ reply?: unknown, error?: string }} said */
function toldOf({ reply, error }) {
  return error ?? (typeof reply === 'string' && reply !== 'OK' ? reply : '');
}

/**
 * @param {string[]} command
 * @param {string} told
 * @param {string} prefix
 */
function ruleOf([name, sub], told, prefix) {
  if (/channel/i.test(told)) return `&${prefix}:done:*`;
  if (/\bkeys?\b/i.test(told)) return `~${prefix}:*`;
  const words = WITH_SUBCOMMAND.has(name) ? `${name}|${sub}` : name;
  return `+${words.toLowerCase()}`;
}

module.exports = { findMissing };
