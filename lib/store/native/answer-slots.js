'use strict';

const native = require('../../native/binding');

/** @import { Answer } from '../../waiting/waiters' */
/** @import { Kind } from '../../result/encoded' */

const { numbers: NUMBERS, values: VALUES, kinds, ownSlot: OWN_SLOT } = native.layout;
// The first one is for the call that is being made; those of a dispatch follow.
const SLOTS = 65;
const { size: NUMBERS_PER_SLOT, call: CALL, code: CODE, status: STATUS, fence: FENCE } = NUMBERS;
const { attempt: ATTEMPT, leftMs: LEFT_MS, elapsedMs: ELAPSED_MS, beganMs: BEGAN_MS } = NUMBERS;
const { expiresMs: EXPIRES_MS, bytes: BYTES, kind: KIND, isRecovery: IS_RECOVERY } = NUMBERS;
const { size: VALUES_PER_SLOT, payload: PAYLOAD, fingerprint: FINGERPRINT } = VALUES;
const { label: LABEL, record: RECORD } = VALUES;

const STATES = native.answerNames.map((name) => name.toLowerCase().replace('_', '-'));
const FAILED = native.answerNames.indexOf('FAILED');
const STORED = native.answerNames.indexOf('STORED');
const OWN = native.answerNames.indexOf('OWN');
// Nothing else is told of a result that was stored, as nearly all are.
const STORED_ANSWER = /** @type {Answer} */ (Object.freeze({ state: 'stored' }));
/** @type {Record<number, Kind>} */
const KINDS = { [kinds.value]: 'value', [kinds.error]: 'error', [kinds.tombstone]: 'tombstone' };

/** Answers as they cross from C++: numbers in one shared array, and the few that have bytes or text in a plain one. */
class AnswerSlots {
  numbers = new Float64Array(SLOTS * NUMBERS_PER_SLOT);
  // As long as it gets: one that grows anew at every entry is another array for the collector.
  values = new Array(SLOTS * VALUES_PER_SLOT).fill(undefined);

  /** @param {number} slot */
  callOf(slot) {
    return this.numbers[slot * NUMBERS_PER_SLOT + CALL];
  }

  /** @param {number} slot */
  hasFailed(slot) {
    return this.numbers[slot * NUMBERS_PER_SLOT + CODE] === FAILED;
  }

  /**
   * The row of the addon's `statusTable` that says why.
   * @param {number} slot
   */
  statusOf(slot) {
    return native.statusTable[this.numbers[slot * NUMBERS_PER_SLOT + STATUS]];
  }

  /**
   * @param {number} slot
   * @returns {Answer}
   */
  answerOf(slot) {
    const at = slot * NUMBERS_PER_SLOT;
    const n = this.numbers;
    if (n[at + CODE] === STORED) return STORED_ANSWER;
    if (n[at + CODE] === OWN) return this.#ownOf(slot);
    const v = this.values;
    const first = slot * VALUES_PER_SLOT;
    const state = STATES[n[at + CODE]];
    return /** @type {Answer} */ ({
      state,
      fence: n[at + FENCE],
      // Attempts count from 1: an answer that tells none crosses as 0. A removal tells how many records there were.
      attempt: state === 'removed' ? n[at + ATTEMPT] : n[at + ATTEMPT] || undefined,
      leftMs: state === 'mismatch' ? undefined : n[at + LEFT_MS],
      // Of a begin that is told to wait, and of every inspection.
      elapsedMs: state === 'running' || n[at + BEGAN_MS] > 0 ? n[at + ELAPSED_MS] : undefined,
      beganMs: n[at + BEGAN_MS],
      expiresMs: n[at + EXPIRES_MS],
      bytes: n[at + BYTES],
      kind: KINDS[n[at + KIND]],
      isRecovery: n[at + IS_RECOVERY] === 1,
      payload: v[first + PAYLOAD],
      fingerprint: v[first + FINGERPRINT],
      // No text and empty text cross alike.
      label: v[first + LABEL] ?? '',
      record: v[first + RECORD] ?? '',
    });
  }

  /**
   * After the last answer of one entry was read, which was that in the slot `last`.
   * @param {number} last
   */
  clear(last) {
    this.values.fill(undefined, VALUES_PER_SLOT, (last + 1) * VALUES_PER_SLOT);
  }

  /** After the answer of the call that is being made was read. */
  clearOwn() {
    this.values.fill(undefined, 0, VALUES_PER_SLOT);
  }

  /**
   * Every fresh request has one of these, so that it has no member which it does not use.
   * @param {number} slot
   * @returns {Answer}
   */
  #ownOf(slot) {
    const at = slot * NUMBERS_PER_SLOT;
    const n = this.numbers;
    return /** @type {Answer} */ ({
      state: 'own',
      fence: n[at + FENCE],
      attempt: n[at + ATTEMPT],
      leftMs: n[at + LEFT_MS],
      isRecovery: n[at + IS_RECOVERY] === 1,
      record: this.values[slot * VALUES_PER_SLOT + RECORD] ?? '',
    });
  }
}

module.exports = { AnswerSlots, OWN_SLOT };
