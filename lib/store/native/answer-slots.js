'use strict';

const native = require('../../native/binding');

// For the call that is being made; those of a dispatch follow.
const OWN_SLOT = 0;
const SLOTS = 65;
const NUMBERS_PER_SLOT = 12;
const VALUES_PER_SLOT = 4;

const STATES = native.answerNames.map((name) => name.toLowerCase().replace('_', '-'));
const FAILED = native.answerNames.indexOf('FAILED');
const STORED = native.answerNames.indexOf('STORED');
const OWN = native.answerNames.indexOf('OWN');
// Nothing else is told of a result that was stored, as nearly all are.
const STORED_ANSWER = Object.freeze({ state: 'stored' });
const KINDS = { 118: 'value', 101: 'error', 116: 'tombstone' };

/** Answers as they cross from C++: numbers in one shared array, and the few that have bytes or text in a plain one. */
class AnswerSlots {
  numbers = new Float64Array(SLOTS * NUMBERS_PER_SLOT);
  // As long as it gets: one that grows anew at every entry is another array for the collector.
  values = new Array(SLOTS * VALUES_PER_SLOT).fill(undefined);

  callOf(slot) {
    return this.numbers[slot * NUMBERS_PER_SLOT];
  }

  hasFailed(slot) {
    return this.numbers[slot * NUMBERS_PER_SLOT + 1] === FAILED;
  }

  /** The row of the addon's `statusTable` that says why. */
  statusOf(slot) {
    return native.statusTable[this.numbers[slot * NUMBERS_PER_SLOT + 2]];
  }

  answerOf(slot) {
    const at = slot * NUMBERS_PER_SLOT;
    const n = this.numbers;
    if (n[at + 1] === STORED) return STORED_ANSWER;
    if (n[at + 1] === OWN) return this.#ownOf(slot);
    const v = this.values;
    const state = STATES[n[at + 1]];
    return {
      state,
      fence: n[at + 3],
      // Attempts count from 1: an answer that tells none crosses as 0. A removal tells how many records there were.
      attempt: state === 'removed' ? n[at + 4] : n[at + 4] || undefined,
      leftMs: state === 'mismatch' ? undefined : n[at + 5],
      elapsedMs: state === 'running' ? n[at + 6] : undefined,
      beganMs: n[at + 7],
      expiresMs: n[at + 8],
      bytes: n[at + 9],
      kind: KINDS[n[at + 10]],
      isRecovery: n[at + 11] === 1,
      payload: v[slot * VALUES_PER_SLOT],
      fingerprint: v[slot * VALUES_PER_SLOT + 1],
      // No text and empty text cross alike.
      label: v[slot * VALUES_PER_SLOT + 2] ?? '',
      record: v[slot * VALUES_PER_SLOT + 3] ?? '',
    };
  }

  /** After the last answer of one entry was read, which was that in the slot `last`. */
  clear(last) {
    this.values.fill(undefined, VALUES_PER_SLOT, (last + 1) * VALUES_PER_SLOT);
  }

  /** After the answer of the call that is being made was read. */
  clearOwn() {
    this.values.fill(undefined, 0, VALUES_PER_SLOT);
  }

  // Every fresh request has one of these, so that it has no member which it does not use.
  #ownOf(slot) {
    const at = slot * NUMBERS_PER_SLOT;
    const n = this.numbers;
    return {
      state: 'own',
      fence: n[at + 3],
      attempt: n[at + 4],
      leftMs: n[at + 5],
      isRecovery: n[at + 11] === 1,
      record: this.values[slot * VALUES_PER_SLOT + 3] ?? '',
    };
  }
}

module.exports = { AnswerSlots, OWN_SLOT };
