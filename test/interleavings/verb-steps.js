'use strict';

const { randomBytes } = require('node:crypto');

const native = require('../../lib/native/binding.js');
const { CustomVerbs } = require('../../lib/store/custom-verbs.js');
const { NativeVerbs } = require('../../lib/store/native/native-verbs.js');
const { StoreError } = require('../../lib/errors/store-error.js');
const { execute } = require('./commands.js');
const { payloadOf } = require('./next-point.js');
const {
  FINGERPRINT,
  KEEP_MS,
  LABEL,
  LEASE_MS,
  RESULT_MS,
  START_MS,
  TOKENS,
} = require('./records.js');

const ENTRIES = 100_000;
const BYTES = 2 ** 28;
const TIMEOUT_MS = 5000;
// A begin that was sent so long ago is late.
const LATE_MS = 2 * TIMEOUT_MS;
const ID = 'i'.repeat(43);
const KINDS = { value: 'v', error: 'e' };

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
  complete: ({ attempt, known }, { who, kind }) => ({
    fingerprint: FINGERPRINT,
    hint: '',
    label: LABEL,
    fence: 1,
    attempt,
    ttlMs: RESULT_MS,
    kind,
    isOwner: true,
    payload: Buffer.from(payloadOf(who)),
    record: known,
  }),
  renew: ({ known }) => ({ leaseMs: LEASE_MS, keepMs: KEEP_MS, record: known }),
  release: ({ known }, { reason }) => ({ reason, record: known }),
  remove: () => ({ force: true }),
};

/** What a step gives to its verb; `id`: of the key. */
function callOf(id, point, call) {
  const client = point.clients[call.who];
  const own = CALLS[call.verb](client, call);
  return { id, token: TOKENS[call.who], timeoutMs: TIMEOUT_MS, ...own };
}

/** An answer with no more in it than what stores of every kind tell alike. */
function plain({ state, attempt, isRecovery, kind, payload, record }) {
  const answer = { state };
  if (state === 'own') Object.assign(answer, { attempt, isRecovery, record });
  if (state === 'renewed') Object.assign(answer, { record });
  if (payload !== undefined) Object.assign(answer, { kind: KINDS[kind], payload: `${payload}` });
  return answer;
}

/**
 * Takes steps by the rules and the runs of verbs in C++, over a server that is a record of the point. A verb goes as far
 * as its step says: to its end, or up to the command after the next.
 */
class RuleSteps {
  #verbs;
  #now = START_MS;
  #record = null;
  #history = [];
  #maxCommands = Infinity;
  #executed = [];
  #isStopped = false;

  constructor() {
    this.#verbs = new CustomVerbs(
      {
        insert: (id, text, ttl) => this.#answer({ name: 'insert', text: `${text}`, ttl }),
        look: (id) => this.#answer({ name: 'look' }, id),
        swap: (id, expected, text, ttl = null) =>
          this.#answer({ name: 'swap', expected: `${expected}`, text: text && `${text}`, ttl }),
      },
      true,
    );
    // From now on it knows that insertions tell the time.
    this.#verbs.begin(
      callOf(ID, { clients: { a: { policy: 'retry' } } }, { verb: 'begin', who: 'a' }),
    );
  }

  /**
   * Gives `{ answer, record, commands, replies }`: no answer where the verb is not at its end. `history`: the replies that it
   * has had before; `maxCommands`: how many commands reach the server in this step.
   */
  take(point, call, { history = [], maxCommands = Infinity } = {}) {
    const isLate = call.isLate && call.verb === 'begin';
    if (call.verb === 'begin') this.#setTime(isLate ? point.now - LATE_MS : point.now);
    this.#begin(point, history, isLate ? 1 : maxCommands);
    const told = this.#verbs[call.verb](callOf(ID, point, call));
    if (this.#isStopped) told.catch(() => {});
    return {
      answer: this.#isStopped ? undefined : plain(told),
      record: this.#record,
      commands: this.#executed.map(({ command }) => command),
      replies: this.#executed.map(({ reply }) => reply),
    };
  }

  #begin(point, history, maxCommands) {
    this.#now = point.now;
    this.#record = point.record;
    this.#history = [...history];
    this.#maxCommands = maxCommands;
    this.#executed = [];
    this.#isStopped = false;
  }

  // The store takes the time of the answer that it heard last for the server's.
  #setTime(now) {
    this.#now = now;
    this.#record = { text: 'of no key', left: 1 };
    this.#history = [];
    this.#maxCommands = 1;
    this.#isStopped = false;
    this.#executed = [];
    this.#verbs.inspect({ id: ID, withPayload: false, timeoutMs: TIMEOUT_MS });
  }

  #answer(command) {
    if (this.#history.length > 0) return this.#told(command, this.#history.shift());
    if (this.#executed.length >= this.#maxCommands) {
      this.#isStopped = true;
      throw new StoreError('STOPPED', 'the step ends here', { retry: 'no' });
    }
    const { reply, record } = execute(command, this.#record);
    this.#executed.push({ command, reply: { ...reply, now: this.#now } });
    this.#record = record;
    return this.#told(command, { ...reply, now: this.#now });
  }

  #told({ name }, { isWritten, found, now }) {
    if (isWritten) return { now };
    if (found !== null) return { record: Buffer.from(found.text), ttlMs: found.left, now };
    return name === 'insert' ? false : null;
  }
}

/** The verbs of an embedded store whose clock is moved by hand: `advance(ms)`. */
function memoryVerbs() {
  return new NativeVerbs((channel) => native.createMemoryStore(ENTRIES, BYTES, channel, true));
}

/** Takes the steps of one interleaving after the other on an embedded store, whose clock `advance` moves. */
class MemorySteps {
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
    const told = this.#verbs[call.verb]({ ...callOf(this.#id, point, call), record: undefined });
    return plain(told);
  }
}

const WIPE = 'the data is wiped';

module.exports = { MemorySteps, RuleSteps, memoryVerbs };
