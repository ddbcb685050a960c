'use strict';

/** The error that Node throws for a head that comes too late. */
function headersSent(action) {
  return Object.assign(new Error(`Cannot ${action} headers after they are sent to the client`), {
    code: 'ERR_HTTP_HEADERS_SENT',
  });
}

// Where Node keeps the head that it has made: while something stands here, its own methods and getters say that the head
// was sent. Middleware older than headersSent looks here itself, before it writes a head of its own.
const HEAD = '_header';
const WRITTEN = '\r\n';
// Made once: every response that is captured takes them on and off.
const ENDED = {
  writableEnded: { get: () => true, configurable: true },
  writableFinished: { get: () => false, configurable: true },
};

/**
 * A response that is kept back, made to look as it would if it had been sent: the head can no longer be changed and, once
 * `ended`, the app's code sees that it has ended. `thaw()` takes this off again.
 */
class FrozenLook {
  #res;
  #head;
  #isMarked = false;
  /** @type {Override | undefined} */
  #ended;

  constructor(res, ended) {
    this.#res = res;
    this.#head = res[HEAD];
    if (!this.#head) res[HEAD] = WRITTEN;
    if (ended) this.#lookEnded();
  }

  thaw() {
    const res = this.#res;
    if (this.#isMarked) res.finished = false;
    this.#ended?.undo();
    if (!this.#head) res[HEAD] = this.#head;
  }

  #lookEnded() {
    const res = this.#res;
    this.#ended = new Override(res, ENDED);
    // Node reads `finished` of a response that waits for its connection as "all written".
    this.#isMarked = res.socket !== null && res.finished === false;
    if (this.#isMarked) res.finished = true;
  }
}

/** Configurable properties defined on an object; `undo()` puts back what was there. */
class Override {
  #object;
  #earlier;

  constructor(object, properties) {
    this.#object = object;
    this.#earlier = Object.keys(properties).map((name) => [
      name,
      Object.getOwnPropertyDescriptor(object, name),
    ]);
    for (const [name] of this.#earlier) Object.defineProperty(object, name, properties[name]);
  }

  undo() {
    for (const [name, descriptor] of this.#earlier) {
      if (descriptor === undefined) delete this.#object[name];
      else Object.defineProperty(this.#object, name, descriptor);
    }
  }
}

module.exports = { FrozenLook, Override, headersSent };
