'use strict';

const { monotonicMs } = require('../native/clock');
const { isProcessHeard, publish } = require('../observe/channel');
const { CHANNEL_ONLY } = require('../observe/events');

/** @import { EventSink } from '../observe/events' */
/** @import { Verbs } from './store' */
/** @import { EventFields, EventType } from '../../types/events' */

// Failures that say nothing of whether the store can be reached.
const NOT_DOWN = new Set(['STORE_CLOSED', 'BAD_ANSWER', 'SERVER_ERROR', 'UNEXPECTED_REPLY']);

/**
 * Whether a store answers, as far as its users have seen, told once per change, and per node of a cluster, to everyone who listens. Listeners are
 * held weakly: a handler that is forgotten must not be kept by a store that many share.
 */
class Health {
  /** @type {WeakRef<EventSink>[]} */
  #listeners = [];
  /**
   * The parts that are down: nodes of a cluster, or '' for a store that has none.
   * @type {Map<string, { since: number, breakerIsOpen: boolean }>}
   */
  #down = new Map();
  #verbs;

  /** @param {Pick<Verbs, 'partOf' | 'status'>} [verbs] */
  constructor(verbs = {}) {
    this.#verbs = verbs;
  }

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
   * @param {string} [id]  Of the record.
   */
  failed(code, cause, id) {
    if (NOT_DOWN.has(code)) return;
    const name = this.#partOf(id);
    let part = this.#down.get(name);
    if (part === undefined) {
      part = { since: monotonicMs(), breakerIsOpen: false };
      this.#down.set(name, part);
      this.emit('store-down', { code: cause ?? code, ...nodeNamed(name) });
    }
    if (code !== 'BREAKER_OPEN' || part.breakerIsOpen) return;
    part.breakerIsOpen = true;
    this.emit('breaker', { code: cause, ...nodeNamed(name) });
  }

  /** Whether the last call got no answer, of any part. */
  get isDown() {
    return this.#down.size > 0;
  }

  /**
   * A call about that record was answered. A part that has left the cluster meanwhile has nobody else to say that it is no more down.
   * @param {string} [id]
   */
  answered(id) {
    if (this.#down.size === 0) return;
    const name = this.#partOf(id);
    for (const [each, { since }] of [...this.#down]) {
      if (each !== name && this.#isPart(each)) continue;
      this.#down.delete(each);
      this.emit('store-up', { ms: monotonicMs() - since, ...nodeNamed(each) });
    }
  }

  /** @param {string} [id] */
  #partOf(id) {
    return id === undefined ? '' : (this.#verbs.partOf?.(id) ?? '');
  }

  /** @param {string} name */
  #isPart(name) {
    const nodes = this.#verbs.status?.()?.nodes;
    return nodes === undefined ? name === '' : nodes.some(({ address }) => address === name);
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

/** @param {string} name */
function nodeNamed(name) {
  return name === '' ? undefined : { node: name };
}

module.exports = { Health };
