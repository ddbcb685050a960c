'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { StoreError } = require('../../errors/store-error');

// The results of users are in it.
const OWNER_ONLY = 0o600;

/**
 * File systems whose locks and shared memory end at one machine, by the number that Linux has for them.
 * @type {Map<number, string>}
 */
const NETWORKS = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
]);

/**
 * The name of the network file system of that type, or undefined for a disk of this machine, or if nothing is known.
 * @param {number} type
 */
function networkName(type) {
  return process.platform === 'linux' ? NETWORKS.get(type >>> 0) : undefined;
}

/**
 * Throws a StoreError if a folder is on a network, as far as the system tells.
 * @param {string} folder
 */
function refuseNetwork(folder) {
  const name = folder.startsWith('\\\\') ? 'a share' : networkName(fs.statfsSync(folder).type);
  if (name === undefined) return;
  const message = `SQLite loses data on a network file system (${name}). Use a disk of this machine, or Redis or PostgreSQL`;
  throw new StoreError('NETWORK_FILE_SYSTEM', message, { retry: 'no' });
}

/**
 * Makes the file if there is none, for its owner only. A file that is there is not opened: closing it would drop the locks that
 * SQLite holds on it in this process.
 * @param {string} name
 */
function makeFile(name) {
  try {
    fs.closeSync(fs.openSync(name, 'wx', OWNER_ONLY));
  } catch (/** @type {any} */ error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

/**
 * SQLite opens a file that it may not write for reading, and says so at the first write only.
 * @param {string} name
 */
function refuseReadOnly(name) {
  fs.accessSync(name, fs.constants.R_OK | fs.constants.W_OK);
  // Its log lies beside it.
  fs.accessSync(path.dirname(name), fs.constants.W_OK);
}

/**
 * Which file stands under a name now; '' for none.
 * @param {string} name
 */
function identityOf(name) {
  const found = fs.statSync(name, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? '' : `${found.dev}:${found.ino}`;
}

module.exports = { identityOf, makeFile, networkName, refuseNetwork, refuseReadOnly };
