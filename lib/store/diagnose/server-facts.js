'use strict';

const { monotonicMs, wallClockMs } = require('../../native/clock');
const { findMissing } = require('./permissions');

/** @import { ServerFacts } from '../../../types/operate' */
/** @import { Said } from '../redis/server-commands' */

/**
 * Asks a server: rejects with a StoreError if it gives no reply.
 * @typedef {(...command: string[]) => Promise<Said>} Ask
 */

/** @type {ServerFacts} */
const NOTHING_KNOWN = {
  address: null,
  tls: null,
  software: null,
  version: null,
  role: null,
  cluster: null,
  user: null,
  missing: null,
  missingExtras: null,
  eviction: null,
  evicted: null,
  maxMemoryBytes: null,
  usedMemoryBytes: null,
  aof: null,
  diskOk: null,
  replicas: null,
  minReplicas: null,
  confirmedReplicas: 0,
  keys: null,
  bytesPerKey: null,
  clockOffsetMs: null,
};

const CLOCK_QUESTIONS = 3;
const SAMPLED_KEYS = 20;

/**
 * Everything that a server tells of itself. A managed one refuses some of it: that stays null.
 * @param {Ask} ask
 * @param {string} prefix
 * @returns {Promise<Partial<ServerFacts>>}
 */
async function askServer(ask, prefix) {
  const info = fieldsOf((await ask('INFO')).reply);
  const user = textOf(await ask('ACL', 'WHOAMI'));
  return {
    ...factsOfInfo(info),
    user,
    ...(await findMissing(ask, { user, prefix })),
    aof: await aofOf(ask, info),
    minReplicas: numberOf(await settingOf(ask, 'min-replicas-to-write')),
    keys: numberOf((await ask('DBSIZE')).reply),
    bytesPerKey: await sizeOfKeys(ask, prefix),
    clockOffsetMs: await clockOffset(ask),
  };
}

/**
 * The mean of a few records. null where the server does not tell, and where its first keys are of other programs.
 * @param {Ask} ask
 * @param {string} prefix
 */
async function sizeOfKeys(ask, prefix) {
  const { reply } = await ask('SCAN', '0', 'MATCH', `${prefix}:result:{*}`, 'COUNT', '500');
  const names = Array.isArray(reply) ? reply[1].slice(0, SAMPLED_KEYS) : [];
  const sizes = [];
  for (const name of names) sizes.push((await ask('MEMORY', 'USAGE', name)).reply);
  const known = sizes.filter((size) => typeof size === 'number');
  if (known.length === 0) return null;
  return Math.round(known.reduce((sum, size) => sum + size, 0) / known.length);
}

/**
 * The fields of INFO by name; none where it is refused.
 * @param {unknown} text
 * @returns {Record<string, string>}
 */
function fieldsOf(text) {
  const lines = typeof text === 'string' ? text.split('\r\n') : [];
  const pairs = lines.filter((line) => line.includes(':') && !line.startsWith('#'));
  return Object.fromEntries(
    pairs.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

/**
 * Valkey tells Redis programs the version of Redis that it began from, and its own beside it.
 * @param {Record<string, string>} info
 * @returns {Partial<ServerFacts>}
 */
function factsOfInfo(info) {
  const isKnown = info.redis_version !== undefined;
  const isValkey = info.valkey_version !== undefined;
  return {
    software: isKnown ? (isValkey ? 'valkey' : 'redis') : null,
    version: info.valkey_version ?? info.redis_version ?? null,
    role: info.role ?? null,
    cluster: flagOf(info.cluster_enabled),
    eviction: info.maxmemory_policy ?? null,
    evicted: numberOf(info.evicted_keys),
    maxMemoryBytes: numberOf(info.maxmemory),
    usedMemoryBytes: numberOf(info.used_memory),
    diskOk: diskOf(info),
    replicas: numberOf(info.connected_slaves),
  };
}

/** @param {Record<string, string>} info */
function diskOf(info) {
  const { aof_last_write_status: aof, rdb_last_bgsave_status: rdb } = info;
  if (aof === undefined && rdb === undefined) return null;
  return [aof, rdb].every((status) => status === undefined || status === 'ok');
}

/**
 * @param {Ask} ask
 * @param {Record<string, string>} info
 * @returns {Promise<ServerFacts['aof']>}
 */
async function aofOf(ask, info) {
  const isOn = flagOf(info.aof_enabled) ?? flagOf(await settingOf(ask, 'appendonly'));
  if (isOn === null) return null;
  return isOn ? /** @type {any} */ (await settingOf(ask, 'appendfsync')) : 'off';
}

/**
 * @param {Ask} ask
 * @param {string} name
 * @returns {Promise<string | null>}
 */
async function settingOf(ask, name) {
  const { reply } = await ask('CONFIG', 'GET', name);
  return Array.isArray(reply) && typeof reply[1] === 'string' ? reply[1] : null;
}

/**
 * Of the question with the shortest way.
 * @param {Ask} ask
 */
async function clockOffset(ask) {
  let best = { took: Infinity, offset: 0 };
  for (let i = 0; i < CLOCK_QUESTIONS; i++) {
    const since = monotonicMs();
    const { reply } = await ask('TIME');
    const took = monotonicMs() - since;
    if (!Array.isArray(reply)) return null;
    const offset = Number(reply[0]) * 1000 + Number(reply[1]) / 1000 - (wallClockMs() - took / 2);
    if (took < best.took) best = { took, offset };
  }
  return Math.round(best.offset);
}

/** @param {Said} said */
function textOf({ reply }) {
  return typeof reply === 'string' ? reply : null;
}

/** @param {unknown} text */
function numberOf(text) {
  const number = text === null || text === undefined || text === '' ? NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

/** @param {string | null | undefined} text */
function flagOf(text) {
  if (text === null || text === undefined) return null;
  return text === '1' || text === 'yes';
}

module.exports = { NOTHING_KNOWN, askServer };
