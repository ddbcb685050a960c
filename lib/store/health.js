'use strict';

const { monotonicMs } = require('../native/clock');
const { isProcessHeard, publish } = require('../observe/channel');
const { CHANNEL_ONLY } = require('../observe/events');

/** @import { EventSink } from '../observe/events' */
/** @import { EventFields, EventType } from '../../types/events' */

// Failures that say nothing of whether the store can be reached.
const NOT_DOWN = new Set(['STORE_CLOSED', 'BAD_ANSWER', 'SERVER_ERROR', 'UNEXPECTED_REPLY']);

/**
 * Whether a store answers, as far as its users have seen, told once per change to everyone who listens. Listeners are
 * held weakly: a handler that is forgotten must not be kept by a store that many share.
 */
class Health {
  /** @type {WeakRef<EventSink>[]} */
  #listeners = [];
  /** @type {number | undefined} */
  #downSince;
  #breakerIsOpen = false;

  /**
   * `events`: as made by eventsFor().
   * @param {EventSink} events
   */
  listen(events) {
    if (events !== CHANNEL_ONLY) this.#listeners.push(new WeakRef(events));
  }

  /**
   * A call got no answer inside its budget. `code` says why, and `cause` is the error behind an open breaker.
   * @param {string} code
   * @param {string} [cause]
   */
  failed(code, cause) {
    if (NOT_DOWN.has(code)) return;
    if (this.#downSince === undefined) {
      this.#downSince = monotonicMs();
      this.emit('store-down', { code: cause ?? code });
    }
    if (code !== 'BREAKER_OPEN' || this.#breakerIsOpen) return;
    this.#breakerIsOpen = true;
    this.emit('breaker', { code: cause });
  }

  /** Whether the last call got no answer. */
  get isDown() {
    return this.#downSince !== undefined;
  }

  answered() {
    if (this.#downSince === undefined) return;
    const ms = monotonicMs() - this.#downSince;
    this.#downSince = undefined;
    this.#breakerIsOpen = false;
    this.emit('store-up', { ms });
  }

  /**
   * Emits an event of the whole store. All who listen to it get it, and the channel of the process gets it once.
   * @param {EventType} type
   * @param {Partial<EventFields>} fields
   */
  emit(type, fields) {
    this.#listeners = this.#listeners.filter((each) => each.deref() !== undefined);
    for (const each of this.#listeners) each.deref()?.emit(type, undefined, fields);
    if (isProcessHeard()) publish({ type, ...fields });
  }
}

module.exports = { Health };
