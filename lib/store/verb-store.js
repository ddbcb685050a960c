'use strict';

const { Buffer } = require('node:buffer');

const { AnswersInTime } = require('./answers-in-time');
const { checkAnswer } = require('./check-answer');
const { safeWatch } = require('./safe-watch');
const { StoreError } = require('../errors/store-error');

/** @import { Verbs } from './store' */

const VERBS = ['begin', 'complete', 'renew', 'release', 'inspect', 'remove'];
const OPERATOR_VERBS = ['resolve', 'scan'];

/**
 * The verbs of a store whose methods are the verbs themselves: the older form of defineStore(). A wrong answer of a
 * method fails with LOCK_FAILED, and so does every call after close().
 * @param {any} methods
 * @returns {Verbs}
 */
function verbsOfMethods(methods) {
  const answers = new AnswersInTime();
  let closed = false;
  /** @type {any} */
  const verbs = {
    async close() {
      if (closed) return;
      closed = true;
      answers.close();
      await methods.close?.();
    },
  };
  if (typeof methods.status === 'function') verbs.status = () => methods.status();
  if (typeof methods.watch === 'function') {
    verbs.watch = (/** @type {string} */ id, /** @type {() => void} */ onWake) =>
      safeWatch(methods, id, onWake);
  }
  const given = OPERATOR_VERBS.filter((name) => typeof methods[name] === 'function');
  for (const name of [...VERBS, ...given]) {
    verbs[name] = async (/** @type {{ timeoutMs: number }} */ call) => {
      if (closed) throw new StoreError('STORE_CLOSED', 'the store is closed', { retry: 'no' });
      const answering = Promise.resolve(methods[name](withOwnBytes(call)));
      return checkAnswer(name, await answers.wait(answering, call.timeoutMs));
    };
  }
  return verbs;
}

/**
 * The same payload may be offered again, so the store gets a copy.
 * @param {any} call
 */
function withOwnBytes(call) {
  return call.payload === undefined ? call : { ...call, payload: Buffer.from(call.payload) };
}

module.exports = { VERBS, verbsOfMethods };
