'use strict';

const http = require('node:http');
const path = require('node:path');

const { ROOT } = require('./project');

const LIB = path.join(ROOT, 'lib');
const OWN_SYMBOL = /^onceonly\./;

/** The file of lib/ that has called this, as `room/.../file.js`; undefined if the nearest caller is another one. */
function readerInLib() {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 20;
  const frames = new Error().stack.split('\n').slice(1);
  Error.stackTraceLimit = stackTraceLimit;
  // `'body' in req` and Object.hasOwn() have frames of their own between the trap and their caller.
  const nearest = frames.find(
    (frame) => !frame.includes(__filename) && !frame.includes('<anonymous>'),
  );
  const file = /\(?([^()\s]+):\d+:\d+\)?$/.exec(nearest ?? '')?.[1] ?? '';
  return file.startsWith(LIB + path.sep) ? path.relative(LIB, file) : undefined;
}

// Node compares a response with the one of its socket, so its own methods get the response itself.
function isOfNode(name) {
  return name in http.ServerResponse.prototype || name in http.IncomingMessage.prototype;
}

/**
 * Gives the package requests and responses that tell which members it reads: `reads` has `{ of, member, reader }`, each once, where `of` is 'req'
 * or 'res' and `reader` a file of lib/. All else sees them as they are.
 */
class ObservedExchange {
  reads = [];
  #seen = new Set();
  #proxies = new WeakMap();

  /** The same middleware, route or error middleware of the package, on observed objects. */
  middleware(handler) {
    return (req, res, next) =>
      handler(this.#observed('req', req), this.#observed('res', res), next);
  }

  errorMiddleware(handler) {
    return (error, req, res, next) =>
      handler(error, this.#observed('req', req), this.#observed('res', res), next);
  }

  #observed(of, object) {
    let proxy = this.#proxies.get(object);
    if (proxy === undefined) {
      proxy = new Proxy(object, this.#traps(of));
      this.#proxies.set(object, proxy);
    }
    return proxy;
  }

  #traps(of) {
    return {
      get: (target, member) => {
        const isRead = this.#note(of, member);
        const value = Reflect.get(target, member);
        if (isRead && member === 'req' && value !== undefined) return this.#observed('req', value);
        const isMethod = typeof value === 'function' && !Object.hasOwn(target, member);
        return isMethod && isOfNode(member) ? value.bind(target) : value;
      },
      has: (target, member) => {
        this.#note(of, member);
        return Reflect.has(target, member);
      },
      // To set a member is no look at it, which the default would take.
      set: (target, member, value) => Reflect.set(target, member, value),
      getOwnPropertyDescriptor: (target, member) => {
        this.#note(of, member);
        return Reflect.getOwnPropertyDescriptor(target, member);
      },
    };
  }

  #note(of, member) {
    if (typeof member === 'symbol' && OWN_SYMBOL.test(member.description)) return true;
    const reader = readerInLib();
    if (reader === undefined) return false;
    const read = `${of}.${String(member)} in ${reader}`;
    if (!this.#seen.has(read)) this.reads.push({ of, member: String(member), reader });
    this.#seen.add(read);
    return true;
  }
}

module.exports = { ObservedExchange };
