'use strict';

const { areRunsHeard, isProcessHeard, publish } = require('./channel');
const { warnOfHandler } = require('./warnings');

/** @import { EventFields, EventType, Logger } from '../../types/events' */
/** @import { Report } from './request-report' */

/**
 * The request that an event is about.
 * @typedef {object} Subject
 * @property {string} id  Name of its record.
 * @property {string} hint  What the records of its key have in common, or ''.
 * @property {string} label  Method and route, or ''.
 * @property {Report} [report]  Names the route of its events. Undefined if nobody listened when the request came.
 */

/**
 * What events are told to.
 * @typedef {object} EventSink
 * @property {boolean} isHeard  Whether anybody listens now. Ask before you put together what an event needs.
 * @property {boolean} areRunsHeard  Whether anybody wants to hear of `begun`, `completed`, `failed` and `replayed`.
 * @property {(type: EventType, request: Subject | undefined, fields: Partial<EventFields>) => void} emit
 * @property {(event: any) => void} tell  Takes a whole event, made because somebody listens.
 */

/**
 * Every event: its level for a logger, and its sentence. docs/reference/events.md has the same list, with advice for
 * operators.
 * @type {Record<EventType, [level: keyof Logger, message: string]>}
 */
const EVENTS = {
  // @ts-expect-error A literal has a prototype to its type.
  __proto__: null,
  request: ['debug', 'a request has ended'],
  begun: ['debug', 'an operation begins'],
  completed: ['debug', 'an operation has ended'],
  failed: ['info', 'an operation has failed'],
  replayed: ['debug', 'a stored result is replayed'],
  mismatch: ['warn', 'a key was used again with another request'],
  'in-progress': ['debug', 'a request with the same key is still running'],
  silent: ['warn', 'an owner gives no sign of life, or has given its key up without an outcome'],
  'taken-over': ['warn', 'an abandoned operation begins again'],
  freed: ['info', 'an operation has freed its key'],
  unknown: ['error', 'the outcome of an operation is not known'],
  'result-conflict': ['error', 'an operation succeeded after another result was stored'],
  'not-stored': ['error', 'a result could not be stored'],
  'not-replayable': ['warn', 'a result could not be kept, and a retry cannot be given it'],
  'stored-late': ['warn', 'a result was stored late'],
  'error-replaced': [
    'error',
    'a result was stored in place of an error that other clients may have got',
  ],
  'lease-lost': ['warn', 'the ownership of a running operation may be lost'],
  'late-renewal': ['warn', 'a lease was renewed late: the event loop was blocked'],
  'foreign-record': [
    'error',
    'the store holds a record that this version and these options cannot read',
  ],
  'serializer-down': ['error', 'the serializer of results is not ready: nothing runs'],
  'shared-key': ['warn', 'one key came in two scopes'],
  'abandoned-expiring': ['warn', 'what is known of an abandoned operation expires soon'],
  'store-down': ['error', 'the store is out of reach'],
  'store-up': ['info', 'the store answers again'],
  breaker: ['warn', 'calls of the store fail at once until it is found again'],
  full: ['error', 'the store has no room for a new key: shorten resultTTL or give it more'],
  drained: ['info', 'the store was closed'],
};

/**
 * The events of the requests of one middleware or handler. Each is a flat object, `{ type, id, keyHash, label, route, ...fields }`. It
 * never holds a key, a token, a body or a server's text. `onEvent` gets it, a logger like pino as `logger[level](event, message)`,
 * and the channel of the process. What any of them throws becomes a warning, and never reaches a request.
 */
class Events {
  #onEvent;
  #logger;
  #hasHandler;

  /**
   * @param {((event: object) => unknown) | undefined} onEvent
   * @param {Logger | undefined} logger
   */
  constructor(onEvent, logger) {
    this.#onEvent = onEvent;
    this.#logger = logger;
    this.#hasHandler = onEvent !== undefined || logger !== undefined;
  }

  /** Whether anybody listens now. Subscribers of the channel come and go. */
  get isHeard() {
    return this.#hasHandler || isProcessHeard();
  }

  get areRunsHeard() {
    return this.#hasHandler || areRunsHeard();
  }

  /**
   * `request` is undefined for an event that concerns a whole store. The channel has it from the store, which tells it to the
   * events of many handlers. `fields.ms` are milliseconds.
   * @param {EventType} type
   * @param {Subject | undefined} request
   * @param {Partial<EventFields>} fields
   */
  emit(type, request, fields) {
    if (request === undefined) {
      if (this.#hasHandler) this.#call({ type, ...fields });
    } else if (this.isHeard) {
      this.tell(Object.assign(aboutRequest(type, request), fields));
    }
  }

  /**
   * Tells an event of a request. Ask `isHeard` before you make it.
   * @param {{ type: EventType }} event
   */
  tell(event) {
    this.#call(event);
    publish(event);
  }

  /** @param {{ type: EventType }} event */
  #call(event) {
    try {
      // A handler that is async must not end the process by a rejection that nobody expects.
      /** @type {any} */ (this.#onEvent?.(event))?.then?.(undefined, warnOfHandler);
      if (this.#logger === undefined) return;
      const [level, message] = EVENTS[event.type];
      this.#logger[level](event, `onceonly: ${message}`);
    } catch (error) {
      warnOfHandler(error);
    }
  }
}

/**
 * An event about a request, for more fields. No spread: V8 would build the object member by member.
 * @param {EventType} type
 * @param {Subject} request
 * @returns {any}
 */
function aboutRequest(type, { id, hint, label, report }) {
  const route = report === undefined ? '' : report.route;
  return hint === '' ? { type, id, label, route } : { type, id, keyHash: hint, label, route };
}

/** The events of all who have no handler of their own. */
const CHANNEL_ONLY = new Events(undefined, undefined);

/**
 * The events that checked options ask for.
 * @param {{ onEvent?: (event: any) => unknown, logger?: Logger }} options
 * @returns {EventSink}
 */
function eventsFor({ onEvent, logger }) {
  return onEvent === undefined && logger === undefined ? CHANNEL_ONLY : new Events(onEvent, logger);
}

module.exports = { CHANNEL_ONLY, EVENTS, aboutRequest, eventsFor };
