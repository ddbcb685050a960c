'use strict';

const { checkOptions } = require('../../options/check-options');
const { boolean, func, serializer } = require('../../util/checks');
const { optionError } = require('../../util/option-error');
const { addressId, checkKey, recordNames } = require('../../identity/record-id');
const { diagnose } = require('../diagnose/diagnose');
const { GUARD, refuseOthers, seenAttempt } = require('./attempt-guard');
const { erase } = require('./erase');
const { list, sorted } = require('./list');
const { purge, removeSeen } = require('./purge');
const { outcomeOf } = require('./read');
const { ready } = require('./ready');
const { Progress, RecordScan } = require('./record-scan');
const { settlement } = require('./settlement');
const { stats } = require('./stats');

/** @import { OptionTable } from '../../options/check-options' */
/** @import { Inspection } from '../../../types/store' */
/** @import { Traits, Verbs } from '../store' */
/** @import { BoundedCall } from './record-scan' */

const MAX_FOUND = 1000;

/** @type {OptionTable} */
const REMOVE = { force: [boolean, false], ...GUARD };
/** @type {OptionTable} */
const FIND = { onProgress: [func] };
/** @type {OptionTable} */
const READ = { serializer: [serializer] };

/**
 * The calls of operators: find keys and settle them. `call(verb)` makes one bounded call. `verbs` may lack `scan` and
 * `resolve`.
 */
class Operator {
  #verbs;
  #call;
  #traits;
  #scan;

  /**
   * @param {Verbs} verbs
   * @param {BoundedCall} call
   * @param {Traits} traits
   */
  constructor(verbs, call, traits) {
    this.#verbs = verbs;
    this.#call = call;
    this.#traits = traits;
    this.#scan = new RecordScan(verbs, call);
  }

  /**
   * The records that a filter fits, page by page: see list.js.
   * @param {object} [options]
   */
  async list(options = {}) {
    return list(this.#scan, options);
  }

  /**
   * Resolves when a key can be claimed: see ready.js.
   * @param {object} [options]
   */
  async ready(options = {}) {
    return ready(this.#verbs, this.#call, options);
  }

  /**
   * Looks at the store and at its server: see diagnose.js.
   * @param {object} [options]
   */
  async diagnose(options = {}) {
    return diagnose({ verbs: this.#verbs, traits: this.#traits, call: this.#call }, options);
  }

  /**
   * The stored outcome of a key, whatever its request was, or null without one.
   * @param {unknown} address
   * @param {object} [options]
   */
  async read(address, options = {}) {
    const id = addressId(address);
    const settings = checkOptions(options, READ);
    const answer = await this.#call((timeoutMs) =>
      this.#verbs.inspect({ id, withPayload: true, timeoutMs }),
    );
    return answer.state === 'done' ? outcomeOf(id, answer, settings) : null;
  }

  /**
   * Numbers of the records that a filter fits: see stats.js.
   * @param {object} [options]
   */
  async stats(options = {}) {
    return stats(this.#scan, options);
  }

  /**
   * Removes the records that a filter fits, or counts them: see purge.js.
   * @param {object} [options]
   */
  async purge(options = {}) {
    const remove = removeSeen.bind(undefined, this.#verbs, this.#call);
    return purge(this.#scan, options, remove, this.#verbs);
  }

  /**
   * Removes the results of a customer, or finds them: see erase.js.
   * @param {object} [options]
   */
  async erase(options = {}) {
    const remove = removeSeen.bind(undefined, this.#verbs, this.#call);
    return erase(this.#scan, options, remove, this.#verbs);
  }

  /**
   * Every record of `key`, whatever its scope, method and path; none that was written without a hint.
   * @param {unknown} key
   * @param {object} [options]
   */
  async find(key, options = {}) {
    const { hint } = recordNames({ key: checkKey(key) });
    const progress = new Progress(/** @type {any} */ (checkOptions(options, FIND)).onProgress);
    /** @type {Map<string, Inspection>} */
    const found = new Map();
    for await (const page of this.#scan.pages({ of: 'all', hint })) {
      for (const entry of page.entries) {
        found.set(entry.id, await this.#scan.show(entry, page, true));
      }
      progress.matched = found.size;
      progress.passed(page);
      if (found.size >= MAX_FOUND) break;
    }
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
    const verbs = this.#verbs;
    const seen = seenAttempt(guard, verbs);
    const settled = await settlement(outcome, id);
    if (typeof verbs.resolve !== 'function') {
      throw optionError('method', 'the store must have the method `resolve` for this call');
    }
    const resolve = verbs.resolve.bind(verbs);
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
}

module.exports = { Operator };
