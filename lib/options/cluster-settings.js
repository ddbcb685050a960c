'use strict';

const { isIP } = require('node:net');

const { fail } = require('../util/checks');
const { optionError } = require('../util/option-error');

/** @typedef {{ host: string, port: number }} HostAndPort */

/**
 * What the `redis` option says of a cluster. `cluster`: more nodes to ask, or false. `natMap`: where a node that others name can be
 * reached.
 * @typedef {object} ClusterSettings
 * @property {HostAndPort[] | false} [cluster]
 * @property {Record<string, HostAndPort> | ((address: string) => HostAndPort | undefined)} [natMap]
 * @property {boolean} [publish]
 */

const CLUSTER_FIELDS = ['cluster', 'natMap', 'publish'];
const DEFAULT_PORT = 6379;
const WANTED_NODE = '"host:port" or { host, port }';
const WITH_PORT = /^(.+):(\d{1,5})$/;

/**
 * Checks the fields that concern a cluster. Those that are not given stay away.
 * @param {any} address  With all other fields checked.
 */
function checkClusterFields(address) {
  const { cluster, natMap, publish } = address;
  if (publish !== undefined && typeof publish !== 'boolean') {
    fail('redis.publish', 'true or false', publish);
  }
  if (natMap !== undefined) checkNatMap(natMap);
  if (cluster === undefined) return address;
  if (cluster === false) return address;
  if (!Array.isArray(cluster)) {
    fail('redis.cluster', `false or a list of nodes, each ${WANTED_NODE}`, cluster);
  }
  refuseBeside(address);
  return {
    ...address,
    cluster: cluster.map((/** @type {any} */ node, /** @type {number} */ i) =>
      nodeOf(`redis.cluster[${i}]`, node),
    ),
  };
}

/** @param {any} address */
function refuseBeside({ db, path }) {
  if (db !== 0) {
    throw optionError('conflict', 'option `redis.db` must be 0 for a cluster, which has no other');
  }
  if (path !== '') {
    throw optionError('conflict', 'option `redis.path` must not be given with `redis.cluster`');
  }
}

/** @param {any} natMap */
function checkNatMap(natMap) {
  if (typeof natMap === 'function') return;
  if (natMap === null || typeof natMap !== 'object' || Array.isArray(natMap)) {
    fail('redis.natMap', 'an object or a function', natMap);
  }
  for (const [name, node] of Object.entries(natMap)) nodeOf(`redis.natMap["${name}"]`, node);
}

/**
 * A node as { host, port }.
 * @param {string} name  Of the option.
 * @param {any} node
 * @returns {HostAndPort}
 */
function nodeOf(name, node) {
  const read = typeof node === 'string' ? readNode(node) : node;
  const { host, port = DEFAULT_PORT } = read ?? {};
  const isPort = Number.isInteger(port) && port > 0 && port <= 65_535;
  if (!isHost(host) || !isPort) fail(name, WANTED_NODE, node);
  return { host, port };
}

/** @param {any} host */
function isHost(host) {
  return typeof host === 'string' && host !== '' && (isIP(host) !== 0 || !/[:/\s]/.test(host));
}

/**
 * An IPv6 address with a port is in brackets.
 * @param {string} text
 */
function readNode(text) {
  if (isIP(text) !== 0) return { host: text };
  const [, host = text, port = DEFAULT_PORT] = WITH_PORT.exec(text) ?? [];
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

module.exports = { CLUSTER_FIELDS, checkClusterFields, nodeOf };
