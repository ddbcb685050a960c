'use strict';

const { monotonicMs } = require('./clock');
const { NO_EVENTS } = require('./events');

/** The events of one run of an operation: each says which attempt it is and for how many milliseconds it has run. */
class RunEvents {
  #claim;
  #settings;
  #request;

  /** Monotonic milliseconds. */
  beganAt = monotonicMs();

  constructor(claim, settings, request) {
    this.#claim = claim;
    this.#settings = settings;
    this.#request = request;
  }

  emit(type, fields) {
    const { events } = this.#settings;
    if (events === NO_EVENTS) return;
    const ms = fields.ms ?? monotonicMs() - this.beganAt;
    events.emit(type, this.#request, { ...fields, attempt: this.#claim.attempt, ms });
  }
}

module.exports = { RunEvents };
