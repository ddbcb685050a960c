'use strict';

const { findBinary } = require('./find-binary.js');
const {
  explain,
  noSnapshot,
  staleBinary,
  unsupportedRuntime,
  wrongRuntime,
} = require('./load-errors.js');
const { findMismatch, findOtherRuntime, makesSnapshot } = require('./runtime-check.js');

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
 * @property {() => number} wallClockMs
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
 * @property {(records: unknown[], of: number, hint: string) => string} describeRecords  JSON.
 * @property {(secret: Uint8Array) => object | undefined} sealKey  Of 32 bytes. Undefined where OpenSSL lacks the algorithm.
 * @property {(key: object, bytes: Uint8Array, headSize: number, place: string) => boolean} seal  Encrypts in place.
 * @property {(key: object, bytes: Uint8Array, headSize: number, place: string, text: Uint8Array) => boolean} unseal
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
 * @property {Record<string, number>} scanned
 * @property {Record<string, number>} seenStates
 * @property {Record<string, number>} retries
 * @property {Record<string, number>} bodyKinds
 * @property {Record<string, number>} questions  What a store in JavaScript is asked.
 * @property {Record<string, number>} outcomes  What it answers.
 * @property {number} keepTtl  Stands for the time that is left.
 */

/**
 * The attempt that an operator saw: 0, -1 and `seenStates.any` for what is not compared.
 * @typedef {[attempt: number, fence: number, state: number]} SeenArguments
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
 * @property {(id: string, force: boolean, timeoutMs: number, ...seen: SeenArguments) => void} remove
 * @property {(id: string, kind: number, payload: Buffer | string, ttlMs: number, timeoutMs: number, ...seen: SeenArguments) => void} resolve
 * @property {(cursor: string, of: number, hint: string, timeoutMs: number, count: number) => void} scan
 * @property {(command: string[], timeoutMs: number) => void} command  Of a store with a server.
 * @property {(call: number, id: string) => number} watch  More than 0 if changes are told already.
 * @property {(call: number) => void} unwatch
 * @property {() => void} deliver  Tells those that were woken by a call that was answered at once.
 * @property {() => ServerStatus | undefined} status  Undefined for a store without a server.
 * @property {() => void} hurry  Another server is behind the address of a Redis store: what waits to connect tries soon.
 * @property {(id: string) => string} partOf  Which node of a cluster keeps the record, else ''.
 * @property {() => number} fullness
 * @property {(ms: number) => void} advance
 * @property {(question: number, what: number, now: number, ttlMs: number, record?: Buffer) => void} answer
 * @property {() => void} close
 */

/**
 * What the addon knows of a server.
 * @typedef {object} ServerStatus
 * @property {'idle' | 'connecting' | 'ready' | 'down' | 'closed'} state
 * @property {string} lastError  Name of a status, 'OK' for none.
 * @property {string} version  '' if the server does not tell it.
 * @property {string} evictionPolicy  The same.
 * @property {string} refusedCommands  Commands that this user may not use, or ''.
 * @property {{ address: string, state: ServerStatus['state'], lastError: string }[]} nodes  Of a cluster, else empty.
 */

// The layout of the addon that lib/ is written for: see addon/binding/layout.h.
const LAYOUT_VERSION = 6;

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
  const other = findOtherRuntime(process.versions);
  if (other !== null) throw unsupportedRuntime(other);
  if (makesSnapshot(process.execArgv)) throw noSnapshot();
  const file = findBinary();
  const native = open(file);
  if (typeof native.versions !== 'function') throw explain(file);
  const mismatch = findMismatch(native.versions());
  if (mismatch !== null) throw wrongRuntime(file, mismatch);
  const { version } = native.layout ?? {};
  if (version !== LAYOUT_VERSION) throw staleBinary(file, LAYOUT_VERSION, version);
  return native;
}

module.exports = load();
