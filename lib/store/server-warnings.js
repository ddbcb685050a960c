'use strict';

const { warnOnce } = require('../warnings');

// Failures that last until somebody changes a setting.
const REFUSALS = new Set(['AUTH_FAILED', 'NO_PERMISSION', 'TLS_FAILED']);
const OLDEST = [6, 2];

/** Warns of a failed call if the server, or its certificate, will refuse every other call as well. */
function warnOfFailure(code, { refusedCommands = '' } = {}) {
  if (code === 'CLUSTER_UNSUPPORTED') warnOnce('ONCEONLY_REDIS_CLUSTER');
  if (!REFUSALS.has(code)) return;
  warnOnce('ONCEONLY_REDIS_REFUSES', refusedCommands === '' ? code : `${code}: ${refusedCommands}`);
}

/** Warns of what a server said of itself when it was connected to, as far as it did. */
function warnOfServer({ version, evictionPolicy }) {
  if (evictionPolicy !== '' && evictionPolicy !== 'noeviction') {
    warnOnce('ONCEONLY_EVICTION_POLICY', evictionPolicy);
  }
  if (isOld(version)) warnOnce('ONCEONLY_OLD_REDIS', version);
}

function isOld(version) {
  if (version === '') return false;
  const [major, minor] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

module.exports = { warnOfFailure, warnOfServer };
