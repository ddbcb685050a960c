'use strict';

const { monotonicMs } = require('../native/clock');
const { QuietResource } = require('../util/quiet-resource');

/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { EventFields, EventType } from '../../types/events' */
/** @import { Settings } from './settings' */

/** @typedef {RunEvents} Events */

/**
 * The events of one run of an operation: each says which attempt it is and for how many milliseconds it has run. All are
 * told in the AsyncLocalStorage context of the request, also those that a shared timer brings about.
 */
class RunEvents {
  #attempt;
  #settings;
  #request;
  /** @type {InstanceType<typeof QuietResource> | undefined} */
  #context;

  /** Monotonic milliseconds. */
  beganAt = monotonicMs();

  /**
   * @param {{ attempt: number, sentAt: number }} attempt
   * @param {Settings} settings
   * @param {RequestIdentity} request
   */
  constructor(attempt, settings, request) {
    this.#attempt = attempt;
    this.#settings = settings;
    this.#request = request;
    // 60 ns, where AsyncLocalStorage.snapshot() takes 1 to 14 us; nothing where nobody listens.
    if (settings.events.isHeard) this.#context = new QuietResource('onceonly.events');
  }

  /** The key was won. Every run tells it, so nothing is made for it where nobody listens. */
  begun() {
    if (this.#settings.events.isHeard)
      this.emit('begun', { ms: this.beganAt - this.#attempt.sentAt });
  }

  /**
   * @param {EventType} type
   * @param {Partial<EventFields>} fields
   */
  emit(type, fields) {
    const { events } = this.#settings;
    if (!events.isHeard) return;
    const ms = fields.ms ?? monotonicMs() - this.beganAt;
    const told = { ...fields, attempt: this.#attempt.attempt, ms };
    const emit = () => events.emit(type, this.#request, told);
    // Without a context, somebody has begun to listen while the operation ran.
    if (this.#context === undefined) emit();
    else this.#context.runInAsyncScope(emit);
  }
}

module.exports = { RunEvents };
