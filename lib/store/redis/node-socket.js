'use strict';

const dns = require('node:dns');
const net = require('node:net');
const { setImmediate } = require('node:timers');
const tls = require('node:tls');

const { nodeOf } = require('../../options/cluster-settings');
const { Secret } = require('./secret');

/** @import { Socket } from 'node:net' */
/** @typedef {{ host: string, port: number, path: string }} Endpoint */
/** @import { RedisSettings } from '../../options/redis-settings' */
/** @typedef {InstanceType<typeof import('./sentinel/primary-finder').PrimaryFinder>} Finder */

/**
 * What the addon hears of a socket.
 * @typedef {object} SocketEvents
 * @property {(password: string) => void} connected
 * @property {(bytes: Buffer) => void} bytes
 * @property {() => void} drained
 * @property {(password: string) => void} password  Another one, for the same connection.
 * @property {(status: string) => void} closed
 * @property {(host: string, port: number) => void} leadTo  The addon opens a stream of its own to there instead.
 *
 * What the addon does with a socket.
 * @typedef {object} Stream
 * @property {(bytes: Uint8Array) => number} write
 * @property {(ref: boolean) => void} setRef
 * @property {() => void} destroy
 *
 * @typedef {(events: SocketEvents) => Stream} Opener
 */

/**
 * Where to connect, and who hears of it.
 * @typedef {object} OwnPlace
 * @property {string} seed  The host that the store was told of.
 * @property {import('node:net').LookupFunction} lookup
 * @property {InstanceType<typeof Secret>} secret
 * @property {(code: string) => void} onTlsError
 * @property {Finder | undefined} finder
 *
 * @typedef {RedisSettings & OwnPlace} Place
 */

const KEEP_ALIVE_MS = 30_000;
const ERROR = '-'.charCodeAt(0);
const CERTIFICATE_ERROR =
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/;
const LOOKUP_ERRORS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);

/**
 * Called by the addon for every connection through a socket of Node's own: over TLS if `address.tls` is set, with a
 * password function, which is asked before every connection, or with a `natMap`. NodeTransport in the addon describes the two
 * objects that meet here, and the endpoint of the server. `onTlsError` gets Node's code for a handshake that failed. With
 * `finder`, each connection leads to the server that it finds.
 * @param {RedisSettings} address
 * @param {(code: string) => void} onTlsError
 * @param {Finder} [finder]
 * @returns {Opener}
 */
function socketOpener(address, onTlsError, finder) {
  const secret = new Secret(address.password);
  const shared = {
    ...address,
    seed: address.host,
    lookup: sharedLookup(),
    secret,
    onTlsError,
    finder,
  };
  return function open(
    /** @type {SocketEvents} */ events,
    /** @type {Endpoint} */ endpoint = address,
  ) {
    const socket = new ServerSocket({ ...shared, ...reachable(endpoint, address.natMap) }, events);
    return {
      write: (/** @type {Uint8Array} */ bytes) => socket.write(bytes),
      setRef: (/** @type {boolean} */ ref) => socket.setRef(ref),
      destroy: () => socket.destroy(),
    };
  };
}

/**
 * Where a server is that other nodes name.
 * @param {Endpoint} endpoint
 * @param {RedisSettings['natMap']} natMap
 * @returns {Endpoint}
 */
function reachable(endpoint, natMap) {
  if (natMap === undefined) return endpoint;
  const { host, port } = endpoint;
  const name = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
  const mapped = typeof natMap === 'function' ? natMap(name) : natMap[name];
  return mapped === undefined ? endpoint : { ...endpoint, ...nodeOf('redis.natMap', mapped) };
}

/**
 * A look-up as net.connect() takes it. Nobody can stop one that has begun, and it keeps the process alive; so one that
 * is under way serves every connection to its host that is opened meanwhile, and no second one is begun.
 */
function sharedLookup() {
  /** @type {Map<string, Function[]>} */
  const waiting = new Map();
  /** @type {import('node:net').LookupFunction} */
  return function lookup(host, options, callback) {
    const others = waiting.get(host);
    if (others !== undefined) return others.push(callback);
    const all = [callback];
    waiting.set(host, all);
    dns.lookup(host, options, (...answer) => {
      waiting.delete(host);
      for (const tell of all) tell(...answer);
    });
  };
}

class ServerSocket {
  #events;
  /** @type {Socket | undefined} */
  #socket;
  #destroyed = false;
  #finder;
  #secret;
  #tell = (/** @type {string} */ password) => this.#events.password(password);
  /** @type {import('./sentinel/primary-finder').Call | undefined} */
  #call;

  /**
   * @param {Place} address
   * @param {SocketEvents} events
   */
  constructor(address, events) {
    this.#events = events;
    this.#finder = address.finder;
    this.#secret = address.secret;
    // The addon must have the object of this constructor before any callback.
    setImmediate(() => this.#connect(address));
  }

  /** @param {Uint8Array} bytes */
  write(bytes) {
    const socket = /** @type {Socket} */ (this.#socket);
    socket.write(bytes);
    return socket.writableLength;
  }

  /** @param {boolean} ref */
  setRef(ref) {
    if (ref) this.#socket?.ref();
    else this.#socket?.unref();
  }

  destroy() {
    this.#destroyed = true;
    this.#secret.unfollow(this.#tell);
    if (this.#call) this.#finder?.ended(this.#call);
    this.#socket?.destroy();
  }

  /** @param {Place} given */
  async #connect(given) {
    const address = await this.#find(given);
    if (address === undefined || this.#destroyed) return;
    if (this.#finder && !address.tls && address.secret.isKnown) {
      return this.#events.leadTo(address.host, address.port);
    }
    let password;
    try {
      password = await address.secret.ask();
    } catch {
      return this.#events.closed('AUTH_FAILED');
    }
    if (this.#destroyed) return;
    try {
      this.#listen(dial(address), address, password);
    } catch (error) {
      this.#events.closed(statusOf(error, address));
    }
  }

  /**
   * The address with the host and port of the server to connect to. A server that turns out not to be the primary any more is
   * hung up on.
   * @param {Place} address
   */
  async #find(address) {
    if (this.#finder === undefined) return address;
    const place = await this.#finder.find();
    if (this.#destroyed) return undefined;
    if (place === undefined) {
      this.#events.closed('SENTINELS_DOWN');
      return undefined;
    }
    this.#call = { place, hangUp: () => this.#events.closed('CONNECT_FAILED') };
    this.#finder.began(this.#call);
    return { ...address, ...place };
  }

  /**
   * @param {Socket} socket
   * @param {Place} address
   * @param {string} password
   */
  #listen(socket, address, password) {
    this.#socket = socket;
    /** @type {Error | undefined} */
    let failure;
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('close', () => this.#events.closed(statusOf(failure, address)));
    socket.on(address.tls ? 'secureConnect' : 'connect', () => {
      this.#secret.used();
      this.#secret.follow(this.#tell);
      this.#events.connected(password);
    });
    // The first reply is that to AUTH. A password that was refused is not shared any longer.
    socket.once('data', (bytes) => bytes[0] === ERROR && this.#secret.refused());
    socket.on('data', (bytes) => this.#events.bytes(bytes));
    socket.on('drain', () => this.#events.drained());
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
  }
}

/**
 * @param {Place} place
 * @returns {Socket}
 */
function dial({ host, port, path, seed, lookup, tls: options }) {
  const where = /** @type {import('node:net').NetConnectOpts} */ (
    path === '' ? { host, port } : { path }
  );
  if (!options) return net.connect({ lookup, ...where });
  const given = options === true ? {} : options;
  return tls.connect({ ...namesOf(host, seed, given), lookup, ...given, ...where });
}

/**
 * SNI takes names only; the certificate of an address is checked against the address itself. A node that its cluster tells as an
 * address may have a certificate for the name of the cluster alone.
 * @param {string} host
 * @param {string} seed
 * @param {import('node:tls').ConnectionOptions} given
 * @returns {import('node:tls').ConnectionOptions}
 */
function namesOf(host, seed, given) {
  if (net.isIP(host) === 0) return { servername: host };
  if (net.isIP(seed) !== 0 || given.servername !== undefined) return { servername: '' };
  return {
    servername: seed,
    checkServerIdentity: (name, certificate) =>
      tls.checkServerIdentity(name, certificate) && tls.checkServerIdentity(host, certificate),
  };
}

/**
 * The status name that the addon knows for an error of a socket.
 * @param {any} error
 * @param {Place} place
 */
function statusOf(error, { onTlsError }) {
  if (error === undefined) return 'CONNECT_FAILED';
  if (LOOKUP_ERRORS.has(error.code)) return 'LOOKUP_FAILED';
  if (error.code === 'ETIMEDOUT') return 'CONNECT_TIMEOUT';
  if (!CERTIFICATE_ERROR.test(error.code)) return 'CONNECT_FAILED';
  onTlsError(error.code);
  return 'TLS_FAILED';
}

module.exports = { socketOpener };
