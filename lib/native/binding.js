'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { BUILD_COMMAND, ROOT, buildSteps } = require('./build-steps.js');
const { platformKey } = require('./platform.js');
const { helpOf } = require('../util/help.js');
const { findMismatch } = require('./runtime-check.js');

/** @import { Versions } from './runtime-check' */

/**
 * Why the addon has refused a text: the row of `statusTable`, and the byte at which it stops making sense.
 * @typedef {[code: number, offset: number]} Refusal
 */

/**
 * @typedef {[kind: number, body: string | Uint8Array, secret: string | Uint8Array, boundary: string, selection: unknown,
 *   query: string, extra: string]} DigestArguments
 */

/**
 * What the addon exports. Arguments are told apart by their places, and are not checked again there.
 * @typedef {object} Addon
 * @property {() => Versions} versions
 * @property {() => number} monotonicMs
 * @property {[name: string, retry: number, message: string][]} statusTable
 * @property {string[]} answerNames
 * @property {Layout} layout  What JavaScript and the addon must have alike.
 * @property {(text: string | Uint8Array) => string | Refusal} canonicalize
 * @property {(kind: number, body: string | Uint8Array, secret: string | Uint8Array, isHex: boolean) => string | Refusal} fingerprint
 * @property {(...content: DigestArguments) => string | Refusal} fingerprintOf
 * @property {(...content: DigestArguments) => Promise<string | Refusal>} fingerprintLater  In the thread pool.
 * @property {(include: unknown[], exclude: unknown[]) => object} selection
 * @property {(value: string) => [key: string, isQuoted: boolean] | undefined} parseKey
 * @property {(scope: string, method: string, path: string, key: string) => string} recordNames  43 characters, then 11.
 * @property {(prefix: string | undefined, id: string, digest: string | undefined) => string} effectId
 * @property {(url: string) => Address | undefined} parseRedisUrl
 * @property {(records: unknown[], results: boolean, hint: string) => string} describeRecords  JSON.
 * @property {(maxEntries: number, maxBytes: number, channel: Channel, hasOwnClock?: boolean) => AddonStore} createMemoryStore
 * @property {(address: object, settings: object, channel: Channel) => AddonStore} createRedisStore
 * @property {(ask: Function, isShared: boolean, channel: Channel) => AddonStore} createCustomStore
 */

/**
 * What JavaScript and the addon must have alike, by name: see addon/binding/layout.h.
 * @typedef {object} Layout
 * @property {number} version
 * @property {Record<string, number>} form  Places of the numbers of a call, and their `size`.
 * @property {number} ownSlot  Slot of the answer to the call that is being made.
 * @property {Record<string, number>} numbers  Places of the numbers of an answer in its slot, and their `size`.
 * @property {Record<string, number>} values  The same of texts and bytes.
 * @property {Record<string, number>} kinds
 * @property {Record<string, number>} reasons
 * @property {Record<string, number>} retries
 * @property {Record<string, number>} bodyKinds
 * @property {Record<string, number>} questions  What a store in JavaScript is asked.
 * @property {Record<string, number>} outcomes  What it answers.
 * @property {number} keepTtl  Stands for the time that is left.
 */

/**
 * The address of a Redis.
 * @typedef {object} Address
 * @property {string} host
 * @property {number} port
 * @property {string} path  Of a unix socket, or ''.
 * @property {string} username
 * @property {string} password
 * @property {number} db
 * @property {boolean} tls
 */

/**
 * What the addon and JavaScript share of one store: see AnswerSlots and CallForm.
 * @typedef {object} Channel
 * @property {Float64Array} form
 * @property {Float64Array} numbers
 * @property {unknown[]} values
 * @property {(count: number) => void} dispatch  Called when `count` answers lie in the slots.
 * @property {object} resource  What async hooks see.
 */

/**
 * A store of the addon. The numbers of begin and complete cross in the form.
 * @typedef {object} AddonStore
 * @property {(id: string, token: string, fingerprint: string, other: string, hint: string, label: string) => void} begin
 * @property {(id: string, record: string, payload: Buffer | string, other: string, token?: string, fingerprint?: string,
 *   hint?: string, label?: string) => void} complete
 * @property {(id: string, token: string, leaseMs: number, keepMs: number, timeoutMs: number, record?: string) => void} renew
 * @property {(id: string, token: string, reason: number, timeoutMs: number, record?: string) => void} release
 * @property {(id: string, withPayload: boolean, timeoutMs: number) => void} inspect
 * @property {(id: string, force: boolean, timeoutMs: number) => void} remove
 * @property {(id: string, kind: number, payload: Buffer | string, ttlMs: number, timeoutMs: number) => void} resolve
 * @property {(cursor: string, results: boolean, hint: string, timeoutMs: number) => void} scan
 * @property {(call: number, id: string) => number} watch  More than 0 if changes are told already.
 * @property {(call: number) => void} unwatch
 * @property {() => void} deliver  Tells those that were woken by a call that was answered at once.
 * @property {() => ServerStatus | undefined} status  Undefined for a store without a server.
 * @property {() => number} fullness
 * @property {(ms: number) => void} advance
 * @property {(question: number, what: number, now: number, ttlMs: number, record?: Buffer) => void} answer
 * @property {() => void} close
 */

/**
 * What the addon knows of a server.
 * @typedef {object} ServerStatus
 * @property {'connecting' | 'ready' | 'down' | 'closed'} state
 * @property {string} lastError  Name of a status, 'OK' for none.
 * @property {string} version  '' if the server does not tell it.
 * @property {string} evictionPolicy  The same.
 * @property {string} refusedCommands  Commands that this user may not use, or ''.
 */

// The layout of the addon that lib/ is written for: see addon/binding/layout.h.
const LAYOUT_VERSION = 1;
const PREBUILDS = path.join(ROOT, 'prebuilds');
const EXTERNAL =
  'esbuild: --external:onceonly; webpack: externals: { onceonly: "commonjs onceonly" }; ' +
  'Next.js: serverExternalPackages: ["onceonly"]';

/**
 * @param {string} code
 * @param {string} message
 * @param {unknown} [cause]
 */
function loadError(code, message, cause) {
  const error = new Error(`onceonly: ${message}`, cause === undefined ? undefined : { cause });
  return Object.assign(error, { code, help: helpOf('errors', code) });
}

function runtime() {
  return `Node ${process.version} on ${platformKey()}`;
}

function findBinary() {
  if (process.env.ONCEONLY_BINARY) return path.resolve(process.env.ONCEONLY_BINARY);
  const local = path.join(ROOT, 'build', 'addon', 'onceonly.node');
  if (fs.existsSync(local)) return local;
  const prebuilt = path.join(PREBUILDS, platformKey(), 'onceonly.node');
  if (fs.existsSync(prebuilt)) return prebuilt;
  throw isBundled() ? bundledError() : noBinaryError();
}

/** Whether a bundler has made this file a part of another one, where nothing of the package lies beside it. */
function isBundled() {
  if (typeof __filename !== 'string' || path.basename(__filename) !== 'binding.js') return true;
  return !fs.existsSync(__filename);
}

function bundledError() {
  return loadError(
    'BUNDLED',
    'this package has a native binary and cannot be part of a bundle; mark onceonly as external and install it beside the bundle ' +
      `(${EXTERNAL}), or set ONCEONLY_BINARY to the path of onceonly.node.`,
  );
}

function noBinaryError() {
  if (process.platform === 'win32') {
    return loadError(
      'NO_BINARY',
      `Windows is not supported (${runtime()}); run your app in WSL or in a Linux container.`,
    );
  }
  return loadError(
    'NO_BINARY',
    `this package holds no binary for ${runtime()}${heldBinaries()}. To build one:\n${buildSteps()}\n` +
      'ONCEONLY_BINARY names a binary that lies elsewhere.',
  );
}

function heldBinaries() {
  const held = fs.existsSync(PREBUILDS) ? fs.readdirSync(PREBUILDS) : [];
  return held.length === 0 ? '' : `, only for ${held.join(', ')}`;
}

/**
 * The dynamic linker reports only text, so its words are the only way to tell the causes apart.
 * @param {string} file
 * @param {any} cause
 */
function explain(file, cause) {
  const text = String(cause?.message);
  if (cause?.code === 'ERR_DLOPEN_DISABLED') {
    return loadError(
      'ADDONS_DISABLED',
      'this process may not load addons; start it without --no-addons, and under --permission with --allow-addons.',
      cause,
    );
  }
  if (/version [`'"]?(GLIBC|GLIBCXX|CXXABI)_\S+ not found/.test(text)) {
    return loadError(
      'TOO_OLD_LIBC',
      `the C or C++ library of this system is older than the one that ${file} was built with; build it here with "${BUILD_COMMAND}".`,
      cause,
    );
  }
  if (/undefined symbol|symbol not found/i.test(text)) {
    return loadError(
      'WRONG_RUNTIME',
      `${runtime()} lacks a function of libuv 1 or OpenSSL 3 that ${file} needs; use a Node release of nodejs.org, or build for this one with "${BUILD_COMMAND}".`,
      cause,
    );
  }
  return loadError(
    'NO_BINARY',
    `${file} is no binary that ${runtime()} can load; build one with "${BUILD_COMMAND}", or unset ONCEONLY_BINARY if it is set.`,
    cause,
  );
}

/**
 * @param {string} file
 * @returns {Addon}
 */
function open(file) {
  /** @type {{ exports: any }} */
  const loaded = { exports: {} };
  try {
    process.dlopen(loaded, file);
  } catch (cause) {
    throw explain(file, cause);
  }
  return loaded.exports;
}

function load() {
  const file = findBinary();
  const native = open(file);
  if (typeof native.versions !== 'function') throw explain(file, undefined);
  const mismatch = findMismatch(native.versions());
  if (mismatch !== null) {
    throw loadError(
      'WRONG_RUNTIME',
      `${runtime()} cannot use ${file}: ${mismatch}; build it for this Node with "${BUILD_COMMAND}".`,
    );
  }
  if (native.layout?.version !== LAYOUT_VERSION) throw staleBinary(file, native.layout?.version);
  return native;
}

/**
 * An addon with another layout would take one number of a call for another.
 * @param {string} file
 * @param {number | string} [version]
 */
function staleBinary(file, version = 'unknown') {
  return loadError(
    'STALE_BINARY',
    `${file} is of another version of this package (layout ${version}, not ${LAYOUT_VERSION}); build it anew with "${BUILD_COMMAND}", or unset ONCEONLY_BINARY if it is set.`,
  );
}

module.exports = load();
