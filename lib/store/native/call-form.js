'use strict';

// The places of the addon's CallForm.
const CALL = 0;
const ANSWERED = 1;
const TIMEOUT_MS = 2;
const OWN = 3;
const SIZE = 8;

/** The letters of the kinds in a record. */
const KINDS = { none: 0, value: 118, error: 101, tombstone: 116 };

/** The numbers of a call as they cross into C++: in one array that both sides see. */
class CallForm {
  numbers = new Float64Array(SIZE);

  /** The other fields still hold values of an earlier call. Nobody reads them. */
  start(id) {
    const n = this.numbers;
    n[CALL] = id;
    n[ANSWERED] = 0;
  }

  /** 0 if the answer to the call will come, more if it is there. */
  get answered() {
    return this.numbers[ANSWERED];
  }

  begin({ timeoutMs, leaseMs, keepMs, onAbandoned, maxAttempts }) {
    const n = this.numbers;
    n[TIMEOUT_MS] = timeoutMs;
    n[OWN] = leaseMs;
    n[OWN + 1] = keepMs;
    n[OWN + 2] = onAbandoned === 'conflict' ? 1 : 0;
    n[OWN + 3] = maxAttempts;
  }

  complete({ timeoutMs, fence, attempt, ttlMs, kind, isOwner }) {
    const n = this.numbers;
    n[TIMEOUT_MS] = timeoutMs;
    n[OWN] = fence;
    n[OWN + 1] = attempt;
    n[OWN + 2] = ttlMs;
    // A look-up by a name that varies takes longer.
    n[OWN + 3] = kind === 'value' ? KINDS.value : KINDS[kind];
    n[OWN + 4] = isOwner ? 1 : 0;
  }
}

module.exports = { CallForm, KINDS };
