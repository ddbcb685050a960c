'use strict';

const { randomBytes } = require('node:crypto');

const native = require('../../lib/binding.js');
const { NativeVerbs } = require('../../lib/store/native-verbs.js');
const { payloadOf } = require('./next-point.js');
const { FINGERPRINT, KEEP_MS, LABEL, LEASE_MS, RESULT_MS, TOKENS } = require('./records.js');

const ENTRIES = 100_000;
const BYTES = 2 ** 28;
const TIMEOUT_MS = 5000;

/** The verbs of an embedded store whose clock is moved by hand: `advance(ms)`. */
function memoryVerbs() {
  return new NativeVerbs((channel) => native.createMemoryStore(ENTRIES, BYTES, channel, true));
}

const CALLS = {
  begin: ({ policy, maxAttempts }) => ({
    fingerprint: FINGERPRINT,
    otherFingerprint: '',
    hint: '',
    label: LABEL,
    leaseMs: LEASE_MS,
    keepMs: KEEP_MS,
    onAbandoned: policy,
    maxAttempts,
  }),
  complete: ({ attempt }, { who, kind }) => ({
    fingerprint: FINGERPRINT,
    hint: '',
    label: LABEL,
    fence: 1,
    attempt,
    ttlMs: RESULT_MS,
    kind,
    isOwner: true,
    payload: Buffer.from(payloadOf(who)),
  }),
  renew: () => ({ leaseMs: LEASE_MS, keepMs: KEEP_MS }),
  release: (client, { reason }) => ({ reason }),
  remove: () => ({ force: true }),
};

/** Takes the steps of one interleaving after the other on a store, whose clock `advance` moves. */
class VerbSteps {
  #verbs;
  #id;

  constructor(verbs) {
    this.#verbs = verbs;
    this.forget();
  }

  /** From now on there is nothing in the store: the key is another one. */
  forget() {
    this.#id = randomBytes(32).toString('base64url');
  }

  /** Takes a step from a point and gives the answer that the store has, undefined for a step that calls no verb. */
  take(point, { call, ms, name }) {
    if (ms) this.#verbs.advance(ms);
    if (name === WIPE) this.forget();
    // An embedded store takes every call at once: none of them can be late.
    if (!call || (call.isLate && call.verb === 'begin')) return undefined;
    const client = point.clients[call.who];
    return this.#verbs[call.verb]({
      id: this.#id,
      token: TOKENS[call.who],
      timeoutMs: TIMEOUT_MS,
      ...CALLS[call.verb](client, call),
    });
  }
}

const WIPE = 'the data is wiped';

module.exports = { VerbSteps, memoryVerbs };
