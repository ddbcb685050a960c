'use strict';

const { warn } = require('../observe/warnings');
const { NativeVerbs } = require('./native/native-verbs');

/** @import { Channel, AddonStore } from '../native/binding' */
/** @import { BeginCall } from '../../types/store-calls' */
/** @import { OwnCompleteCall } from './store' */

const NEARLY_FULL = 3 / 4;
// To ask how full a store is takes 100 ns, so it is not asked at every key.
const KEYS_BETWEEN_LOOKS = 64;
const LOOKS_PER_STORE = 64;

/** The verbs of an embedded store, which warns once when three quarters of its room are taken. */
class MemoryVerbs extends NativeVerbs {
  #limits;
  #keysPerLook;
  #bytesPerLook;
  #keysLeft;
  #bytesLeft;
  #isDone = false;

  /**
   * `limits`: `{ maxEntries, maxBytes }`.
   * @param {(channel: Channel) => AddonStore} createHandle
   * @param {{ maxEntries: number, maxBytes: number }} limits
   */
  constructor(createHandle, limits) {
    super(createHandle);
    const { maxEntries, maxBytes } = limits;
    this.#limits = limits;
    this.#keysPerLook = Math.min(KEYS_BETWEEN_LOOKS, Math.ceil(maxEntries / LOOKS_PER_STORE));
    this.#bytesPerLook = Math.ceil(maxBytes / LOOKS_PER_STORE);
    this.#keysLeft = this.#keysPerLook;
    this.#bytesLeft = this.#bytesPerLook;
  }

  /** @param {BeginCall} call */
  begin(call) {
    const answer = super.begin(call);
    if (--this.#keysLeft <= 0) this.#look();
    return answer;
  }

  /** @param {OwnCompleteCall} call */
  complete(call) {
    const answer = super.complete(call);
    this.#bytesLeft -= call.payload.length;
    if (this.#bytesLeft <= 0) this.#look();
    return answer;
  }

  #look() {
    this.#keysLeft = this.#keysPerLook;
    this.#bytesLeft = this.#bytesPerLook;
    if (this.#isDone || this.fullness() < NEARLY_FULL) return;
    this.#isDone = true;
    const { maxEntries, maxBytes } = this.#limits;
    warn('ONCEONLY_MEMORY_STORE_FILLING', `${maxEntries} entries and ${maxBytes} bytes`);
  }
}

module.exports = { MemoryVerbs };
