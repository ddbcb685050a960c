'use strict';

/** @import { DiagnosedFailure, Finding, FindingCode, ProbedLatency, RuntimeFacts, ServerFacts } from '../../../types/operate' */

/**
 * Everything that findings are made of. `assumed`: names of facts that the server did not tell.
 * @typedef {object} Known
 * @property {'redis' | 'memory' | 'postgres' | 'sqlite' | 'custom'} kind
 * @property {boolean} isReached  Whether the server told anything.
 * @property {DiagnosedFailure | null} failure
 * @property {ServerFacts} server
 * @property {Set<string>} assumed
 * @property {ProbedLatency | null} latency
 * @property {RuntimeFacts} runtime
 */

/** @typedef {[level: Finding['level'], found: string, cure?: string]} Found */
/** @typedef {(known: Known) => Found} Look */

const MIB = 1024 * 1024;
const NEARLY_FULL = 0.8;
const SLOW_MS = 100;
const FAR_MS = 60_000;
const NOT_TOLD = 'Ask whoever runs the server, and give the answer as `assume`.';
const SETTINGS = 'docs/guides/redis.md#settings-of-the-server';
// Failures of a server that answers but takes no writes.
const NO_WRITES = new Set(['SERVER_FULL', 'MISCONF', 'READ_ONLY', 'NO_REPLICAS', 'STORE_FULL']);

/**
 * What each code of a finding looks at, for a server.
 * @type {Record<string, Look>}
 */
const OF_SERVER = {
  connection({ failure, server }) {
    if (failure === null) return ['ok', `${server.address} answers`];
    const cure = `See ${failure.code} in docs/guides/redis.md#what-happens-when-redis-fails.`;
    if (NO_WRITES.has(failure.code)) return ['ok', `${server.address} answers`];
    return ['bad', `${server.address}: ${failure.code}, ${failure.message}`, cure];
  },
  version({ server: { software, version } }) {
    if (version === null) return ['unknown', 'the version is not told', 'Allow `+info`.'];
    const name = software === 'valkey' ? 'Valkey' : 'Redis';
    if (!isOld(version)) return ['ok', `${name} ${version}`];
    return ['bad', `${name} ${version}`, 'Use Redis 6.2 or newer, or Valkey.'];
  },
  tls({ server: { tls, address } }) {
    if (tls) return ['ok', 'TLS'];
    if (isLocal(address)) return ['ok', 'no TLS, on this machine'];
    return ['warn', 'no TLS: the network can read results and the password', 'Use `rediss://`.'];
  },
  cluster({ server: { cluster } }) {
    if (cluster === null)
      return ['unknown', 'whether it is a cluster is not told', 'Allow `+info`.'];
    if (!cluster) return ['ok', 'no cluster'];
    return ['ok', 'a node of a cluster'];
  },
  role({ server: { role } }) {
    if (role === null) return ['unknown', 'the role is not told', 'Allow `+info`.'];
    if (role === 'master') return ['ok', 'primary'];
    return ['bad', 'a replica, which takes no writes', 'Connect to the primary.'];
  },
  permissions({ server: { missing, missingExtras, user } }) {
    if (missing === null) return ['unknown', 'the rights of the user are not known'];
    const who = user === null ? 'the user' : `user ${user}`;
    const cure = 'Add them to the ACL rule: docs/guides/redis.md#the-smallest-acl-rule.';
    if (missing.length > 0) return ['bad', `${who} lacks ${missing.join(' ')}`, cure];
    const extras = missingExtras ?? [];
    if (extras.length === 0) return ['ok', `${who} has all rights that help`];
    return ['warn', `${who} has what is needed, without ${extras.join(' ')}`, cure];
  },
  eviction({ server: { eviction, evicted, maxMemoryBytes }, assumed }) {
    const cure = `Set \`maxmemory-policy noeviction\`: ${SETTINGS}.`;
    if (eviction === null) return ['unknown', 'maxmemory-policy is not told', NOT_TOLD];
    const found = `maxmemory-policy ${eviction}`;
    if (eviction === 'noeviction') return [assumed.has('eviction') ? 'assumed' : 'ok', found];
    if (maxMemoryBytes === 0) return ['warn', `${found}, and no maxmemory`, cure];
    const lost = evicted === null || evicted === 0 ? '' : `, ${evicted} keys evicted so far`;
    return ['bad', `${found}: any record may be dropped${lost}`, cure];
  },
  aof({ server: { aof }, assumed }) {
    if (aof === null) return ['unknown', 'appendonly and appendfsync are not told', NOT_TOLD];
    if (aof === 'always') return [assumed.has('aof') ? 'assumed' : 'ok', 'appendfsync always'];
    const cure = `Set \`appendonly yes\` and \`appendfsync always\`: ${SETTINGS}.`;
    if (aof === 'off') return ['bad', 'no append-only file: a restart loses records', cure];
    const lost =
      aof === 'everysec' ? 'up to a second of records' : 'what the system has not written';
    return ['warn', `appendfsync ${aof}: a crash loses ${lost}`, cure];
  },
  replicas,
  memory({ server: { usedMemoryBytes: used, maxMemoryBytes: most } }) {
    if (used === null || most === null)
      return ['unknown', 'the memory in use is not told', 'Allow `+info`.'];
    if (most === 0) return ['ok', `${mib(used)} in use, no maxmemory`];
    const found = `${mib(used)} of ${mib(most)} in use`;
    if (used < most * NEARLY_FULL) return ['ok', found];
    return ['warn', found, 'Give it more memory, or results a shorter `resultTTL`.'];
  },
  writes,
  clock({ server: { clockOffsetMs: ms } }) {
    if (ms === null) return ['unknown', 'the clock is not told'];
    const found = `${Math.abs(ms)} ms ${ms < 0 ? 'behind' : 'ahead of'} this process`;
    if (Math.abs(ms) < FAR_MS) return ['ok', found];
    return [
      'warn',
      found,
      "No rule compares clocks, but times in lists are the server's. Set the clock.",
    ];
  },
  latency,
  keys({ server: { keys, bytesPerKey } }) {
    if (keys === null) return ['unknown', 'the number of keys is not told', 'Allow `+dbsize`.'];
    const each = bytesPerKey === null ? '' : `, ${bytesPerKey} bytes for each of ours`;
    return ['ok', `${keys} keys in the database${each}`];
  },
  binary,
};

/** @type {Record<string, Look>} */
const OF_OTHERS = { writes, latency, binary };

/** @type {Record<string, Look>} */
const OF_UNREACHED = { connection: OF_SERVER.connection, binary };

/** @type {Look} */
function replicas({ server: { replicas: all, minReplicas, confirmedReplicas }, assumed }) {
  if (all === null) return ['unknown', 'the number of replicas is not told', NOT_TOLD];
  const level = assumed.has('replicas') ? 'assumed' : 'ok';
  if (all === 0) return [level, 'no replicas'];
  if (confirmedReplicas >= all) return [level, `${all} replicas, which confirm each answer`];
  const kept = minReplicas === null ? '' : `, min-replicas-to-write ${minReplicas}`;
  return [
    'warn',
    `${all} replicas${kept}: a failover may lose the last records`,
    `Set \`minReplicas\` to ${all}, all of them: docs/guides/redis.md#replicas.`,
  ];
}

/** @type {Look} */
function writes({ failure, server: { diskOk } }) {
  if (failure !== null) return ['bad', `no new key: ${failure.code}, ${failure.message}`];
  if (diskOk === false) {
    return [
      'bad',
      'the last write to the disk failed',
      'Look at the log and the disk of the server.',
    ];
  }
  return ['ok', 'takes new keys'];
}

/** @type {Look} */
function latency({ latency: times }) {
  if (times === null) return ['unknown', 'not measured'];
  const { begin, complete } = times;
  const found = `claim ${begin.p50} ms (p99 ${begin.p99}), result ${complete.p50} ms (p99 ${complete.p99})`;
  if (Math.max(begin.p99, complete.p99) < SLOW_MS) return ['ok', found];
  return [
    'warn',
    found,
    'Every request waits so long. Is the server far away, or blocked by a slow command?',
  ];
}

/** @type {Look} */
function binary({ runtime: { platform, libc, node, onceonly } }) {
  const library = libc === null ? '' : `, ${libc}`;
  return ['ok', `onceonly ${onceonly}, ${platform}${library}, Node ${node}`];
}

/**
 * One finding for each thing that there is of a store of this kind.
 * @param {Known} known
 * @returns {Finding[]}
 */
function findingsOf(known) {
  return Object.entries(looksFor(known)).map(([code, look]) => {
    const [level, found, cure = null] = look(known);
    return { code: /** @type {FindingCode} */ (code), level, found, cure };
  });
}

/** @param {Known} known */
function looksFor({ kind, isReached }) {
  if (kind !== 'redis') return OF_OTHERS;
  return isReached ? OF_SERVER : OF_UNREACHED;
}

/** @param {string} version */
function isOld(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < 6 || (major === 6 && minor < 2);
}

/** @param {string | null} address */
function isLocal(address) {
  return /^unix:|^rediss?:\/\/(localhost|127\.[\d.]+|\[::1\])[:/]/.test(`${address}`);
}

/** @param {number} bytes */
function mib(bytes) {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

module.exports = { findingsOf };
