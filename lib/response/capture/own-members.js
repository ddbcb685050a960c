'use strict';

/**
 * The arguments of a call, as the app has made it.
 * @typedef {any[]} Arguments
 */

/** @typedef {(error?: Error | null) => void} Callback */

/** @typedef {OwnMembers} Members */

/**
 * Who gets the calls of the app: methods of the same names, which take the arguments as an array.
 * @typedef {object} Taker
 * @property {boolean} looksSent  Whether the app is to see that the head was sent.
 * @property {boolean} looksEnded  Whether it is to see that the response has ended.
 * @property {boolean} refusesHead  Whether refuseHead() has the answer to a call that changes the head.
 * @property {(name: string) => unknown} refuseHead
 * @property {(args: Arguments) => unknown} writeHead
 * @property {(args: Arguments) => unknown} write
 * @property {(args: Arguments) => unknown} end
 * @property {(args: Arguments) => unknown} flushHeaders
 * @property {(args: Arguments) => unknown} destroy
 */

const METHODS = ['writeHead', 'write', 'end', 'flushHeaders', 'destroy'];
const SETTERS = ['setHeader', 'setHeaders', 'appendHeader', 'removeHeader'];
const MEMBERS = Symbol('onceonly.members');

/**
 * One function for all responses: with a closure of its own in each of them, responses outlived the collections of young
 * objects, and each cost 45 us more.
 * @param {string} name
 */
function taking(name) {
  /** @this {any} */
  return function take(/** @type {Arguments} */ ...args) {
    return this[MEMBERS].take(name, args);
  };
}

/**
 * Called several times per response, so without an array of arguments. None of them takes more than two.
 * @param {string} name
 */
function setting(name) {
  /** @this {any} */
  return function set(/** @type {unknown} */ field, /** @type {unknown} */ value) {
    return this[MEMBERS].set(name, field, value);
  };
}

/**
 * @this {any}
 * @param {Arguments} args
 */
function emit(...args) {
  return this[MEMBERS].emitted(args);
}

/**
 * Middleware older than `headersSent` looks for the head where Node keeps it, and has it written if it is not there. One that
 * is held is not there, and counts as written.
 * @this {any}
 */
function implicitHeader() {
  return this[MEMBERS].implicitHeader();
}

/** @type {any} */
const OWN = { emit, _implicitHeader: implicitHeader };
for (const name of METHODS) OWN[name] = taking(name);
for (const name of SETTERS) OWN[name] = setting(name);

// Defined once per response, in one order, and never taken off: each look reads a state instead.
const LOOKS = {
  headersSent: looking('headersSent', 'looksSent'),
  writableEnded: looking('writableEnded', 'looksEnded'),
};

/**
 * @param {string} name
 * @param {'looksSent' | 'looksEnded'} look
 */
function looking(name, look) {
  return {
    /** @this {any} */
    get() {
      return this[MEMBERS].shows(look) || this[MEMBERS].real(name);
    },
    configurable: true,
  };
}

/**
 * In one order and by name, which costs a third of a loop. HTTP/2 lacks some of them. `on` is only kept, for passBy().
 * @param {any} res
 * @returns {Record<string, any>}
 */
function takeMethods(res) {
  const methods = {
    writeHead: res.writeHead,
    write: res.write,
    end: res.end,
    flushHeaders: res.flushHeaders,
    destroy: res.destroy,
    on: res.on,
    emit: res.emit,
    setHeader: res.setHeader,
    setHeaders: res.setHeaders,
    appendHeader: res.appendHeader,
    removeHeader: res.removeHeader,
    _implicitHeader: res._implicitHeader,
  };
  res.writeHead = OWN.writeHead;
  res.write = OWN.write;
  res.end = OWN.end;
  res.flushHeaders = OWN.flushHeaders;
  res.destroy = OWN.destroy;
  res.emit = OWN.emit;
  res.setHeader = OWN.setHeader;
  if (methods.setHeaders !== undefined) res.setHeaders = OWN.setHeaders;
  if (methods.appendHeader !== undefined) res.appendHeader = OWN.appendHeader;
  res.removeHeader = OWN.removeHeader;
  if (methods._implicitHeader !== undefined) res._implicitHeader = OWN._implicitHeader;
  return methods;
}

/**
 * The members of a response that stand between the app above and the members below them: those of middleware, and of
 * Node.
 *
 * `taker` gets the calls of the app, by methods of the same names, with the arguments as an array. Its `looksSent` and
 * `looksEnded` are the state that the app sees. With `refusesHead`, refuseHead(name) answers a call that changes the
 * head. A call from below goes straight on below, and finds the true state there.
 */
class OwnMembers {
  #res;
  #taker;
  #events;
  #methods;
  /** @type {Record<string, PropertyDescriptor | undefined>} */
  #looks = {};
  #depth = 0;

  /** Whether middleware below has methods of its own, which may write later than they are called. */
  hasLayers;

  /** Whether a call of writeHead() is not one of the app. */
  isAnnouncing = false;

  /**
   * @param {any} res
   * @param {Taker} taker
   * @param {{ onEmit: (args: Arguments) => unknown }} events
   */
  constructor(res, taker, events) {
    this.#res = res;
    this.#taker = taker;
    this.#events = events;
    this.hasLayers = Object.hasOwn(res, 'write') || Object.hasOwn(res, 'end');
    this.#keepLooks();
    res[MEMBERS] = this;
    this.#methods = takeMethods(res);
    // Node's own second name for it.
    res.writeHeader = OWN.writeHead;
    Object.defineProperties(res, LOOKS);
  }

  /** Whether a call below is under way. */
  get isBelow() {
    return this.#depth > 0;
  }

  /**
   * Has another taker get the calls.
   * @param {Taker} taker
   */
  hand(taker) {
    this.#taker = taker;
  }

  /**
   * Has calls go past the methods that middleware above has put on the response, whenever `passes()` is true.
   * @param {() => boolean} passes
   */
  passBy(passes) {
    for (const name of ['on', ...METHODS, ...SETTERS]) {
      const above = this.#res[name];
      const own = OWN[name] ?? this.#methods[name];
      if (above === undefined || above === own) continue;
      /** @this {any} */
      this.#res[name] = function passBy(/** @type {Arguments} */ ...args) {
        return (passes() ? own : above).apply(this, args);
      };
    }
  }

  /**
   * Tells middleware above, which waits for the head, that it is about to be written. Node does it by the same call.
   * @param {number} statusCode
   */
  announceHead(statusCode) {
    if (this.#res.writeHead === OWN.writeHead) return;
    this.isAnnouncing = true;
    try {
      this.#res.writeHead(statusCode);
    } finally {
      this.isAnnouncing = false;
    }
  }

  /**
   * @param {keyof Taker} name
   * @param {Arguments} args
   */
  take(name, args) {
    return this.#depth > 0 ? this.below(name, args) : /** @type {any} */ (this.#taker)[name](args);
  }

  /**
   * @param {string} name
   * @param {unknown} field
   * @param {unknown} value
   */
  set(name, field, value) {
    if (this.#depth === 0 && this.#taker.refusesHead) return this.#taker.refuseHead(name);
    return this.#methods[name].call(this.#res, field, value);
  }

  implicitHeader() {
    if (!this.shows('looksSent')) this.#methods._implicitHeader.call(this.#res);
  }

  /**
   * Calls the member below.
   * @param {string} name
   * @param {Arguments} args
   * @returns {any}
   */
  below(name, args) {
    this.#depth++;
    try {
      return this.#methods[name].apply(this.#res, args);
    } finally {
      this.#depth--;
    }
  }

  /**
   * Emits an event below. Listeners are no part of the call in which it is emitted.
   * @param {Arguments} args
   */
  emit(args) {
    const depth = this.#depth;
    this.#depth = 0;
    try {
      return this.#methods.emit.apply(this.#res, args);
    } finally {
      this.#depth = depth;
    }
  }

  /** @param {Arguments} args */
  emitted(args) {
    return this.#events.onEmit(args);
  }

  /** @param {'looksSent' | 'looksEnded'} look */
  shows(look) {
    return this.#depth === 0 && this.#taker[look];
  }

  /** @param {string} name */
  real(name) {
    const before = this.#looks[name];
    if (before === undefined) return Reflect.get(Object.getPrototypeOf(this.#res), name, this.#res);
    return before.get === undefined ? before.value : before.get.call(this.#res);
  }

  // If other code has put its own getter on the response before, that getter is asked.
  #keepLooks() {
    for (const name in LOOKS) {
      if (!Object.hasOwn(this.#res, name)) continue;
      this.#looks[name] = Object.getOwnPropertyDescriptor(this.#res, name);
    }
  }
}

module.exports = { OwnMembers };
