'use strict';

const assert = require('node:assert/strict');
const { Buffer } = require('node:buffer');
const { randomBytes } = require('node:crypto');
const { performance } = require('node:perf_hooks');
const { inspect } = require('node:util');
const { delay } = require('../../util/timers');

/** @import { Answer } from '../../waiting/waiters' */
/** @import { OwnScanCall, Verbs } from '../../store/store' */

/** @typedef {TestKey} Key */

/**
 * A case of the contract: what it checks, and the check, which gets what makes a fresh key.
 * @typedef {[name: string, check: (newKey: () => Key) => Promise<void>]} Case
 */

const PATIENCE_MS = 10_000;
const PAUSE_MS = 2;
// An attempt's begin is told by the clock of its process, the rest by that of the store.
const CLOCKS_DIFFER_MS = 2000;

const LEASE_MS = 60_000;
const KEEP_MS = 600_000;
const TTL_MS = 300_000;
const TIMEOUT_MS = 5000;
const COUNT = 200;
const HINT = 'hint-of-key';

/** A token by the name that a case gives to an attempt. */
/** @type {(name: string) => string} */
const tokenOf = (name) => name.padEnd(22, '_');
/** A fingerprint by the name that a case gives to a request, taken under the same options as every other. */
/** @type {(name: string, options?: string) => string} */
const fingerprintOf = (name, options = 'option') =>
  name.replaceAll(' ', '-').padEnd(43, '_') + options;

/**
 * A fresh id in the store under test. Its verbs take the name of the attempt that calls, and the differences from an
 * ordinary call: a begin with a long lease, a value that is kept for long, all for one request.
 */
class TestKey {
  #verbs;
  id = randomBytes(32).toString('base64url');

  /** @param {Verbs & Record<string, any>} verbs */
  constructor(verbs) {
    this.#verbs = verbs;
  }

  /**
   * @param {string} attempt
   * @param {object} [changes]
   */
  begin(attempt, changes) {
    return this.#call('begin', {
      token: tokenOf(attempt),
      fingerprint: fingerprintOf('request'),
      otherFingerprint: '',
      hint: HINT,
      label: 'POST:/pay',
      leaseMs: LEASE_MS,
      keepMs: KEEP_MS,
      onAbandoned: 'retry',
      maxAttempts: 100,
      ...changes,
    });
  }

  /**
   * @param {string} attempt
   * @param {object} [changes]
   */
  complete(attempt, changes) {
    return this.#call('complete', {
      token: tokenOf(attempt),
      fingerprint: fingerprintOf('request'),
      hint: HINT,
      label: 'POST:/pay',
      fence: 7,
      attempt: 1,
      ttlMs: TTL_MS,
      kind: 'value',
      isOwner: true,
      payload: payloadOf(attempt),
      ...changes,
    });
  }

  /**
   * @param {string} attempt
   * @param {object} [changes]
   */
  renew(attempt, changes) {
    return this.#call('renew', {
      token: tokenOf(attempt),
      leaseMs: LEASE_MS,
      keepMs: KEEP_MS,
      ...changes,
    });
  }

  /**
   * @param {string} attempt
   * @param {string} reason
   */
  release(attempt, reason) {
    return this.#call('release', { token: tokenOf(attempt), reason });
  }

  /** @param {boolean} [withPayload] */
  inspect(withPayload = false) {
    return this.#call('inspect', { withPayload });
  }

  /** @param {boolean} [force] */
  remove(force = false) {
    return this.#call('remove', { force });
  }

  /** @param {{ kind: string, payload?: Buffer }} outcome */
  resolve({ kind, payload = Buffer.alloc(0) }) {
    return this.#call('resolve', { kind, payload, ttlMs: TTL_MS });
  }

  /** @param {Pick<OwnScanCall, 'cursor' | 'of' | 'hint'>} call */
  async scan(call) {
    const { scan } = /** @type {Required<Verbs>} */ (this.#verbs);
    return scan.call(this.#verbs, { timeoutMs: TIMEOUT_MS, count: COUNT, ...call });
  }

  /** The functions that keep the records of a store in JavaScript; undefined for any other. */
  get functions() {
    return this.#verbs.functions;
  }

  /**
   * Whether the store has a verb that it need not have.
   * @param {string} verb
   */
  has(verb) {
    return typeof this.#verbs[verb] === 'function';
  }

  /**
   * A store that knows its answer at once may give it without a promise.
   * @param {string} verb
   * @param {object} call
   * @returns {Promise<Answer>}
   */
  async #call(verb, call) {
    return this.#verbs[verb]({ id: this.id, timeoutMs: TIMEOUT_MS, ...call });
  }
}

/**
 * The result of an attempt, unless its case says otherwise.
 * @param {string} attempt
 */
function payloadOf(attempt) {
  return Buffer.from(`payload of ${attempt}`);
}

/**
 * Gives an answer back if it is of `state`.
 * @template {{ state: string }} T
 * @param {T} answer
 * @param {string} state
 * @returns {T}
 */
function expectState(answer, state) {
  assert.equal(answer?.state, state, `expected ${state}, the store answered ${inspect(answer)}`);
  return answer;
}

/**
 * Asserts that `answer` is of `state` and holds the result that an attempt stored.
 * @param {Answer} answer
 * @param {string} state
 * @param {{ kind: string, payload: Buffer }} wanted
 */
function expectResult(answer, state, { kind, payload }) {
  expectState(answer, state);
  assert.equal(answer.kind, kind);
  expectBytes(answer.payload, payload);
  // A begin may leave out how long the result is kept.
  assert.ok(answer.leftMs >= 0 && answer.leftMs <= TTL_MS, `leftMs is ${answer.leftMs}`);
}

/**
 * Asserts that `actual` is a Buffer of the bytes of `wanted`.
 * @param {Buffer} actual
 * @param {Buffer} wanted
 */
function expectBytes(actual, wanted) {
  assert.ok(Buffer.isBuffer(actual), `the payload is ${inspect(actual)}, not a Buffer`);
  assert.ok(actual.equals(wanted), `the payload is ${inspect(actual)}, not ${inspect(wanted)}`);
}

/**
 * Asserts that two times are the same, as far as two clocks can tell.
 * @param {number} actualMs
 * @param {number} wantedMs
 */
function expectNearly(actualMs, wantedMs) {
  assert.ok(Math.abs(actualMs - wantedMs) < CLOCKS_DIFFER_MS, `${actualMs} ms, not ${wantedMs}`);
}

/**
 * Asks until the answer is of another state than `before` (one, or a list), by when it must be of `state`, and gives
 * that answer.
 * @param {string | string[]} before
 * @param {string} state
 * @param {() => Promise<Answer>} ask
 */
async function untilState(before, state, ask) {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (![before].flat().includes(answer?.state)) return expectState(answer, state);
    assert.ok(performance.now() < deadline, `the state is still ${before}, not ${state}`);
    await delay(PAUSE_MS);
  }
}

module.exports = {
  KEEP_MS,
  LEASE_MS,
  TTL_MS,
  TestKey,
  expectBytes,
  expectNearly,
  expectResult,
  expectState,
  fingerprintOf,
  payloadOf,
  untilState,
};
