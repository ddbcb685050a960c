'use strict';

/** @import { ServerStatus } from '../../native/binding' */
/** @import { StoreStatus } from '../../../types/store' */

/**
 * A state as users see it.
 * @param {Pick<ServerStatus, 'state' | 'lastError'>} server
 * @returns {{ state: ServerStatus['state'], lastError: string | null }}
 */
function told({ state, lastError }) {
  return { state, lastError: lastError === 'OK' ? null : lastError };
}

/**
 * The status of a cluster; undefined for one server. It is degraded if a part of its nodes is down: the keys of the others are served.
 * @param {Pick<ServerStatus, 'state' | 'lastError'> & { nodes?: ServerStatus['nodes'] }} server
 * @returns {StoreStatus | undefined}
 */
function clusterStatus({ state, nodes = [] }) {
  if (nodes.length === 0 || state === 'closed') return undefined;
  const shown = nodes.map((node) => ({ address: node.address, ...told(node) }));
  const failing = shown.filter((node) => node.lastError !== null);
  const down = shown.filter((node) => node.state === 'down');
  const { lastError = null } = down[0] ?? failing[0] ?? {};
  return { state: stateOf(shown, down.length), lastError, nodes: shown };
}

/**
 * Why calls fail at once: the server is down, or a node of the cluster is.
 * @param {ServerStatus} server
 */
function whyDown({ lastError, nodes }) {
  return nodes.find(({ state }) => state === 'down')?.lastError ?? lastError;
}

/**
 * @param {Required<StoreStatus>['nodes']} nodes
 * @param {number} down
 */
function stateOf(nodes, down) {
  if (down === nodes.length) return 'down';
  if (down > 0) return 'degraded';
  const { state } = nodes.find((node) => node.state === 'ready') ?? nodes[0];
  return state;
}

module.exports = { clusterStatus, told, whyDown };
