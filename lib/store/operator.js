'use strict';

const { Buffer } = require('node:buffer');
const { setImmediate: nextTurn } = require('node:timers/promises');
const { YEAR_S, boolean, integer, oneOf, seconds, serializer } = require('../util/checks');
const { optionError } = require('../util/option-error');
const { checkOptions } = require('../options/check-options');
const { encodeCustom, encodeValue } = require('../result/payload');
const { addressId, checkKey, recordNames } = require('../identity/record-id');
const { responsePayload } = require('../result/manual-response');
const { RESPONSE } = require('../result/payload-types');
const { kept } = require('../result/encoded');
const { GUARD, refuseOthers, seenAttempt } = require('./attempt-guard');
const { inspectionOf } = require('./inspection');
const { DEFAULT_TTL_S, refuseUnkept } = require('./value-limits');

/** @import { Later } from '../util/is-promise' */
/** @import { Answer } from '../waiting/waiters' */
/** @import { Encoded, Payload } from '../result/encoded' */
/** @import { SomeSettings } from '../result/payload' */
/** @import { OptionTable } from '../options/check-options' */
/** @import { Inspection } from '../../types/store' */
/** @import { OwnResolveCall, ScannedPage, Verbs } from './store' */

/** @typedef {Map<string, Inspection>} Found */

const MAX_FOUND = 1000;

/** @type {OptionTable} */
const LIST = {
  state: [oneOf('running', 'silent', 'unknown', 'freed')],
  limit: [integer(1, 100_000), 1000],
};
/** @type {OptionTable} */
const RESOLVE = {
  result: [(name, value) => value],
  response: [(name, value) => value],
  ttl: [seconds(YEAR_S), DEFAULT_TTL_S],
  free: [boolean, false],
  serializer: [serializer],
};
/** @type {OptionTable} */
const REMOVE = { force: [boolean, false], ...GUARD };

/**
 * The calls of operators: find keys and settle them. `call(verb)` makes one bounded call. `verbs` may lack `scan` and
 * `resolve`.
 */
class Operator {
  #verbs;
  #call;

  /**
   * @param {Verbs} verbs
   * @param {<A extends { state: string }>(verb: (timeoutMs: number) => Later<A>) => Promise<A>} call
   */
  constructor(verbs, call) {
    this.#verbs = verbs;
    this.#call = call;
  }

  /**
   * Keys without a result, oldest first, at most `limit`: all, or those in one state.
   * @param {object} [options]
   */
  async list(options = {}) {
    const { state, limit } = /** @type {{ state?: string, limit: number }} */ (
      checkOptions(options, LIST)
    );
    /** @type {Found} */
    const found = new Map();
    const wanted = (/** @type {Answer} */ entry) => state === undefined || entry.state === state;
    await this.#scan({ results: false, hint: '' }, found, limit, wanted);
    return sorted(found);
  }

  /**
   * Every record of `key`, whatever its scope, method and path; none that was written without a hint.
   * @param {unknown} key
   */
  async find(key) {
    const { hint } = recordNames({ key: checkKey(key) });
    /** @type {Found} */
    const found = new Map();
    // Results come last: an operation that ends between the two scans is seen in the second.
    for (const results of [false, true]) await this.#scan({ results, hint }, found, MAX_FOUND);
    return sorted(found);
  }

  /**
   * Settles a key whose owner is gone: true if it did, false if there was nothing to settle. REQUEST_IN_PROGRESS while
   * its lease lasts, ATTEMPT_CHANGED if `guard` does not fit.
   * @param {unknown} address
   * @param {any} outcome
   * @param {object} [guard]
   */
  async resolve(address, outcome, guard = {}) {
    const id = addressId(address);
    const seen = seenAttempt(guard, this.#verbs);
    const settled = await this.#settlement(outcome, id);
    const resolve = this.#method('resolve');
    const answer = await this.#call((timeoutMs) => resolve({ id, ...settled, seen, timeoutMs }));
    refuseOthers(answer);
    return answer.state === 'resolved';
  }

  /**
   * Removes a record: true if there was one. REQUEST_IN_PROGRESS for an attempt without a result unless `force`,
   * ATTEMPT_CHANGED if the guard does not fit.
   * @param {unknown} address
   * @param {object} [options]
   */
  async remove(address, options = {}) {
    const id = addressId(address);
    const { force, ...guard } = /** @type {{ force: boolean }} */ (checkOptions(options, REMOVE));
    const seen = seenAttempt(guard, this.#verbs);
    const answer = await this.#call((timeoutMs) =>
      this.#verbs.remove({ id, force, seen, timeoutMs }),
    );
    refuseOthers(answer);
    return answer.attempt > 0;
  }

  /**
   * @param {any} outcome
   * @param {string} id
   * @returns {Promise<Pick<OwnResolveCall, 'kind' | 'payload' | 'ttlMs'>>}
   */
  async #settlement(outcome, id) {
    const {
      response,
      ttl: ttlMs,
      free,
      ...given
    } = /** @type {any} */ (checkOptions(outcome, RESOLVE));
    if (['result', 'response'].filter((name) => name in outcome).length + Number(free) !== 1) {
      throw optionError(
        'conflict',
        'resolve() must get { result, ttl }, { response, ttl } or { free: true }, and one of them only',
      );
    }
    if (free) return { kind: 'none', payload: Buffer.alloc(0), ttlMs };
    const encoded = await (response === undefined
      ? encodeValue(given.result, given, { id })
      : encodedResponse(response, given, id));
    refuseUnkept('the result of resolve()', encoded);
    return { kind: 'value', payload: /** @type {Payload} */ (encoded.payload), ttlMs };
  }

  /**
   * One page a turn of the event loop, so that a large store holds up nobody.
   * @param {{ results: boolean, hint: string }} what
   * @param {Found} found
   * @param {number} limit
   * @param {(entry: Answer) => boolean} [wanted]
   */
  async #scan(what, found, limit, wanted = () => true) {
    const scan = this.#method('scan');
    let cursor = '0';
    do {
      const from = cursor;
      /** @type {ScannedPage} */
      const page = await this.#call((timeoutMs) => scan({ ...what, cursor: from, timeoutMs }));
      for (const entry of page.entries) {
        if (wanted(entry)) found.set(entry.id, await this.#inspection(entry.id, entry));
        if (found.size >= limit) return;
      }
      cursor = page.cursor;
      await nextTurn();
    } while (cursor !== '0');
  }

  /**
   * @param {string} id
   * @param {Answer} entry
   */
  #inspection(id, entry) {
    return inspectionOf(id, entry, () =>
      this.#call((timeoutMs) => this.#verbs.inspect({ id, withPayload: true, timeoutMs })),
    );
  }

  /**
   * @template {'scan' | 'resolve'} Name
   * @param {Name} name
   * @returns {Required<Verbs>[Name]}
   */
  #method(name) {
    if (typeof this.#verbs[name] === 'function') {
      const verbs = /** @type {any} */ (this.#verbs);
      return (/** @type {object} */ call) => verbs[name](call);
    }
    throw optionError('method', `the store must have the method \`${name}\` for this call`);
  }
}

/**
 * @param {unknown} response
 * @param {SomeSettings} settings
 * @param {string} id
 * @returns {Later<Encoded>}
 */
function encodedResponse(response, settings, id) {
  const payload = responsePayload(response);
  if (settings.serializer === undefined) return kept('value', payload, payload.length);
  return encodeCustom(RESPONSE, payload, { kind: 'value' }, settings, { id });
}

/** @param {Found} found */
function sorted(found) {
  return [...found.values()].sort((one, other) => Number(one.createdAt) - Number(other.createdAt));
}

module.exports = { Operator };
