'use strict';

const { aged, isHeld, read } = require('./records.js');

const GIVEN_BACK = new Set(['undo', 'free']);

/** The point that a step leads to. Takes the records as the store has left them, and what the store has answered. */
class NextPoint {
  /** @param {any} point where the step was taken from */
  constructor(point, step) {
    Object.assign(this, {
      record: point.record,
      now: point.now,
      lock: point.lock,
      result: point.result,
      clients: { ...point.clients },
      truth: { ...point.truth },
      faults: point.faults + (step.isFault ? 1 : 0),
    });
    if (step.change) step.change(this);
  }

  /** The answer of the step's call, which has left this record. */
  takes(call, answer, record) {
    const before = { lock: this.lock, result: this.result };
    this.#holds(record);
    this[call.verb](call, answer, before);
    return this;
  }

  /** The step's call is on its way, after the commands that had these replies, and has left this record. */
  takesPart(call, replies, record) {
    this.#holds(record);
    const { history = [] } = this.clients[call.who].pending ?? {};
    this.#own(call.who).pending = { call, history: [...history, ...replies] };
    return this;
  }

  #holds(record) {
    this.record = record;
    Object.assign(this, read(record, this.now));
  }

  begin({ who, isLost, isLate }, answer, before) {
    const { truth } = this;
    const client = this.#own(who);
    if (answer?.state === 'own' && !isResent(before.lock, this.lock)) {
      // Whose reply was lost for so long may find its own first claim abandoned.
      if (truth[`claimed ${who}`]) truth.hasDoubt = true;
      truth[`claimed ${who}`] = true;
      truth[`expelled ${who}`] = false;
      truth.hasSuccessor = truth.isRemoved;
      truth.isCleared = false;
      truth.isLeased = true;
      truth[`found ${who}`] = before.lock?.state;
    }
    if (isLate) return this.releases(who, 'undo');
    if (isLost) client.isUncertain = true;
    else this.#told(who, client, answer);
  }

  #told(who, client, { state, attempt, kind, payload, record }) {
    client.isUncertain = false;
    if (state === 'running' || state === 'silent') client.isWaiting = true;
    else if (state === 'own' && client.isWaiting && attempt === 1) this.releases(who, 'undo');
    else if (state === 'own') {
      Object.assign(client, { phase: 'owning', attempt, known: record });
      this.truth[`may have ${who}`] = true;
    } else this.#ends(who, kind === 'v' ? payload : null);
  }

  complete({ who, kind, isLost }, answer) {
    const client = this.#own(who);
    const isKept = ['stored', 'late-win', 'adopted', 'replaced'].includes(answer?.state);
    if (isLost) return Object.assign(client, { phase: 'completing', kind });
    if (answer.state === 'lost')
      return this.#ends(who, answer.kind === 'v' ? answer.payload : null);
    const isTold = kind === 'value' && (isKept || answer.state === 'duplicate');
    return this.#ends(who, isTold ? payloadOf(who) : null);
  }

  renew({ who, isLate }, { state, record }) {
    if (state === 'renewed') this.truth.isLeased = true;
    if (isLate) return;
    if (state === 'renewed') this.#own(who).known = record;
    else this.#own(who).isAborted = true;
  }

  release({ who, reason, isLost }, answer, before) {
    const { truth } = this;
    const state = answer?.state;
    if (state === 'released' && before.lock?.holder === who) {
      truth[`released ${who}`] = true;
      if (GIVEN_BACK.has(reason)) truth[`claimed ${who}`] = false;
      if (reason === 'free' && before.lock.state === 'R') truth.isCleared = true;
      if (reason !== 'silent' && before.lock.state === 'R') truth.isLeased = false;
    }
    if (!isLost) this.#ends(who, null);
  }

  remove(call, answer, { lock }) {
    this.truth.isRemoved = true;
    if (isHeld(lock)) this.truth[`expelled ${lock.holder}`] = true;
  }

  releases(who, reason) {
    const client = this.#own(who);
    if (reason === 'silent') this.truth.hadTrouble = true;
    else this.truth[`may have ${who}`] = false;
    Object.assign(client, { phase: 'releasing', reason });
  }

  hasEffect(who) {
    this.#own(who).phase = 'affected';
    this.truth.effects = (this.truth.effects ?? 0) + 1;
  }

  dies(who) {
    this.truth.hadTrouble = true;
    this.clients[who] = { phase: 'dead' };
  }

  passes(ms, isFalse) {
    if (isFalse) this.truth[`suspected ${this.lock.holder}`] = true;
    if (isFalse) this.truth.hadTrouble = true;
    this.now += ms;
    this.#holds(aged(this.record, ms));
    this.truth.isLeased = false;
  }

  /** The server's clock goes back. */
  goesBack(ms) {
    this.truth.wentBack = true;
    this.now -= ms;
    this.#holds({ text: this.record.text, left: this.record.left + ms });
  }

  /** Nothing is renewed from now on, though the operation runs. */
  handsOver(who) {
    this.truth.hadTrouble = true;
    this.#own(who).isHandedOver = true;
  }

  forgets() {
    this.truth.isWiped = true;
    this.#holds(null);
  }

  // Points share what a step leaves as it is. Whatever a client does ends the call that was on its way.
  #own(who) {
    const { pending, ...client } = this.clients[who];
    this.clients[who] = client;
    return this.clients[who];
  }

  #ends(who, answer) {
    this.clients[who] = { phase: 'ended', answer };
  }
}

/** Whether a begin has found its own claim again. */
function isResent(before, after) {
  return (
    before?.state === 'R' && before.holder === after.holder && before.attempt === after.attempt
  );
}

function payloadOf(who) {
  return `answer of ${who}`;
}

module.exports = { NextPoint, isResent, payloadOf };
