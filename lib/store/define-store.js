'use strict';

const { Buffer } = require('node:buffer');

const { boolean } = require('../options/checks');
const { STORE, checkOptions } = require('../options/check-options');
const { answerInTime } = require('./answer-in-time');
const { checkAnswer } = require('./check-answer');
const { safeWatch } = require('./safe-watch');
const { Store } = require('./store');
const { StoreError } = require('./store-error');

const VERBS = ['begin', 'complete', 'renew', 'release', 'inspect', 'remove'];
const OPERATOR_VERBS = ['resolve', 'scan'];
const OPTIONS = { shared: [boolean, false], prefix: STORE.prefix };

/**
 * A store written in JavaScript. `methods` has the six verbs (see `StoreVerbs` in index.d.ts) and may have `resolve`,
 * `scan`, `watch`, `close` and `status`; what they do is checked by the suite in `onceonly/contract`. `shared: true` says
 * that other processes see it, `prefix` keeps the effects of one service apart from another's. A method that answers what no store may answer fails with LOCK_FAILED, and so does every
 * call after close().
 */
function defineStore(methods, options = {}) {
  if (methods === null || typeof methods !== 'object') {
    throw new TypeError('onceonly: defineStore() takes an object with the verbs of a store');
  }
  for (const name of VERBS) {
    if (typeof methods[name] !== 'function') {
      throw new TypeError(`onceonly: defineStore() needs the method \`${name}\``);
    }
  }
  const { shared, prefix } = checkOptions(options, OPTIONS);
  return new Store(closable(methods), { kind: 'custom', shared, prefix });
}

function closable(methods) {
  let closed = false;
  const verbs = {
    async close() {
      if (closed) return;
      closed = true;
      await methods.close?.();
    },
  };
  if (typeof methods.status === 'function') verbs.status = () => methods.status();
  if (typeof methods.watch === 'function') {
    verbs.watch = (id, onWake) => safeWatch(methods, id, onWake);
  }
  const given = OPERATOR_VERBS.filter((name) => typeof methods[name] === 'function');
  for (const name of [...VERBS, ...given]) {
    verbs[name] = async (call) => {
      if (closed) throw new StoreError('STORE_CLOSED', 'the store is closed', { retry: 'no' });
      const answering = Promise.resolve(methods[name](withOwnBytes(call)));
      return checkAnswer(name, await answerInTime(answering, call.timeoutMs));
    };
  }
  return verbs;
}

// The same payload may be offered again, so the store gets a copy.
function withOwnBytes(call) {
  return call.payload === undefined ? call : { ...call, payload: Buffer.from(call.payload) };
}

module.exports = { defineStore };
