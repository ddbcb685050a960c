'use strict';

const { warnOnce, warnOncePer } = require('../../observe/warnings');

/** @import { ServerStatus } from '../../native/binding' */
/** @import { RedisSettings } from '../../options/redis-settings' */

/**
 * Where a server is.
 * @typedef {object} ServerPlace
 * @property {string} url  Without user name and password.
 * @property {boolean} isTls
 * @property {string} [tlsError]  Node's code for a handshake that failed.
 * @property {string} [sentinelErrors]  Why no sentinel has said where the primary is.
 */

// Failures that last until somebody changes a setting.
const REFUSALS = new Set([
  'AUTH_FAILED',
  'NO_PERMISSION',
  'TLS_FAILED',
  'NO_SUCH_DATABASE',
  'PROTECTED_MODE',
  'NOT_REDIS',
]);
// Failures that may pass by themselves, but not as a rule. Those of a moment (LOADING, BUSY, a lost reply) are told in the
// error of the request alone.
const OUTAGES = new Set([
  'CONNECT_FAILED',
  'CONNECT_TIMEOUT',
  'LOOKUP_FAILED',
  'SENTINELS_DOWN',
  'MISCONF',
  'NO_REPLICAS',
  'NOT_REPLICATED',
  'READ_ONLY',
  'MASTER_DOWN',
  'SERVER_FULL',
  'SERVER_ERROR',
  'UNEXPECTED_REPLY',
]);
// Node's error for an answer in another protocol.
const NO_TLS = new Set([
  'EPROTO',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);
const OLDEST = [6, 2];

/**
 * Warns of a failed call, once per failure and address, if other calls will fail as well.
 * `failure`: `{ code, message }`. `server`: the addon's facts about it. `place`: `{ url, isTls, tlsError? }`, where
 * `tlsError` is Node's code for a failed handshake.
 * @param {{ code: string, message: string }} failure
 * @param {ServerStatus} server
 * @param {ServerPlace} place
 */
function warnOfFailure({ code, message }, server, place) {
  if (code === 'CLUSTER_UNSUPPORTED') warnOnce('ONCEONLY_REDIS_CLUSTER');
  const hint = hintOf(code, server, place);
  const detail = `${code} at ${urlOf(code, server, place)}: ${message}${hint === '' ? '' : ` (${hint})`}`;
  if (REFUSALS.has(code)) warnOncePer('ONCEONLY_REDIS_REFUSES', detail);
  else if (OUTAGES.has(code)) warnOncePer('ONCEONLY_REDIS_UNAVAILABLE', detail);
}

/**
 * The node of a cluster that fails so, or the server.
 * @param {string} code
 * @param {ServerStatus} server
 * @param {ServerPlace} place
 */
function urlOf(code, { nodes }, { url, isTls }) {
  const node = nodes.find(({ lastError }) => lastError === code);
  return node === undefined ? url : `${isTls ? 'rediss' : 'redis'}://${node.address}`;
}

/**
 * Advice for failures whose message has none.
 * @param {string} code
 * @param {ServerStatus} server
 * @param {ServerPlace} place
 * @returns {string}
 */
function hintOf(code, { refusedCommands }, { url, isTls, tlsError, sentinelErrors }) {
  switch (code) {
    case 'NO_PERMISSION':
      return refusedCommands;
    case 'SENTINELS_DOWN':
      return sentinelErrors ?? '';
    case 'TLS_FAILED':
      return NO_TLS.has(tlsError ?? '')
        ? `${tlsError}: does that port speak TLS?`
        : (tlsError ?? '');
    case 'CONNECT_FAILED':
      return url.startsWith('redis:')
        ? 'is Redis up, and does that port want TLS, `rediss://`?'
        : 'is Redis up?';
    case 'CONNECT_TIMEOUT':
      return isTls ? 'is Redis up, and does that port speak TLS?' : 'is Redis up?';
    default:
      return '';
  }
}

/**
 * Where a server is: `{ url, isTls }`, the URL without user name and password.
 * @param {RedisSettings} address
 * @returns {ServerPlace}
 */
function placeOf({ host, port, path, db, tls, sentinels, name: primary }) {
  const isTls = tls !== false;
  const database = db === 0 ? '' : `/${db}`;
  if (sentinels !== undefined) {
    const scheme = isTls ? 'rediss+sentinel' : 'redis+sentinel';
    return {
      url: `${scheme}://${sentinels.map(nameOfPlace).join(',')}/${primary}${database}`,
      isTls,
    };
  }
  if (path !== '') return { url: `unix://${path}${db === 0 ? '' : `?db=${db}`}`, isTls };
  return {
    url: `${isTls ? 'rediss' : 'redis'}://${nameOfPlace({ host, port })}${database}`,
    isTls,
  };
}

/** @param {{ host: string, port: number }} place */
function nameOfPlace({ host, port }) {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Warns about the settings that a server told when it was connected to.
 * @param {ServerStatus} server
 */
function warnOfServer({ version, evictionPolicy }) {
  if (evictionPolicy !== '' && evictionPolicy !== 'noeviction') {
    warnOnce('ONCEONLY_EVICTION_POLICY', evictionPolicy);
  }
  if (isOld(version)) warnOnce('ONCEONLY_OLD_REDIS', version);
}

/** @param {string} version */
function isOld(version) {
  if (version === '') return false;
  const [major, minor] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

module.exports = { nameOfPlace, placeOf, warnOfFailure, warnOfServer };
