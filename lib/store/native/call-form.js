'use strict';

const native = require('../../native/binding');

/** @import { BeginCall } from '../../../types/store-calls' */
/** @import { OwnCompleteCall } from '../store' */

const { form: PLACES, kinds: KINDS } = native.layout;
const { call: CALL, answered: ANSWERED, timeoutMs: TIMEOUT_MS } = PLACES;
const { leaseMs: LEASE_MS, keepMs: KEEP_MS, holdsAbandoned: HOLDS_ABANDONED } = PLACES;
const { maxAttempts: MAX_ATTEMPTS, fence: FENCE, attempt: ATTEMPT } = PLACES;
const { ttlMs: TTL_MS, kind: KIND, isOwner: IS_OWNER } = PLACES;

/** The numbers of a call as they cross into C++: in one array that both sides see. */
class CallForm {
  numbers = new Float64Array(PLACES.size);

  /**
   * The other fields still hold values of an earlier call. Nobody reads them.
   * @param {number} id
   */
  start(id) {
    const n = this.numbers;
    n[CALL] = id;
    n[ANSWERED] = 0;
  }

  /** 0 if the answer to the call will come, more if it is there. */
  get answered() {
    return this.numbers[ANSWERED];
  }

  /** @param {BeginCall} call */
  begin({ timeoutMs, leaseMs, keepMs, onAbandoned, maxAttempts }) {
    const n = this.numbers;
    n[TIMEOUT_MS] = timeoutMs;
    n[LEASE_MS] = leaseMs;
    n[KEEP_MS] = keepMs;
    n[HOLDS_ABANDONED] = onAbandoned === 'conflict' ? 1 : 0;
    n[MAX_ATTEMPTS] = maxAttempts;
  }

  /** @param {OwnCompleteCall} call */
  complete({ timeoutMs, fence, attempt, ttlMs, kind, isOwner }) {
    const n = this.numbers;
    n[TIMEOUT_MS] = timeoutMs;
    n[FENCE] = fence;
    n[ATTEMPT] = attempt;
    n[TTL_MS] = ttlMs;
    // A look-up by a name that varies takes longer.
    n[KIND] = kind === 'value' ? KINDS.value : KINDS[kind];
    n[IS_OWNER] = isOwner ? 1 : 0;
  }
}

module.exports = { CallForm };
