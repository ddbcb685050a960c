'use strict';

const { lockFailed } = require('../../errors/refusals');
const { recordNames } = require('../../identity/record-id');
const { checkOptions } = require('../../options/check-options');
const { integer } = require('../../util/checks');
const { newToken } = require('../../util/token');

/** @import { OptionTable } from '../../options/check-options' */
/** @import { BeginCall } from '../../../types/store-calls' */
/** @import { Verbs } from '../store' */
/** @import { BoundedCall } from './record-scan' */

const LONGEST_MS = 600_000;
/** @type {OptionTable} */
const READY = { timeoutMs: [integer(1, LONGEST_MS), 2000] };

// What is left of a probe whose end does not reach the store is gone soon.
const LEASE_MS = 1000;

/**
 * A key of nobody's, to be claimed and given back.
 * @param {number} leaseMs
 * @returns {Omit<BeginCall, 'timeoutMs'>}
 */
function probe(leaseMs = LEASE_MS) {
  return {
    id: recordNames({ method: 'PROBE', key: newToken() }).id,
    token: newToken(),
    fingerprint: 'p'.repeat(49),
    otherFingerprint: '',
    hint: '',
    label: 'onceonly:probe',
    leaseMs,
    keepMs: 2 * leaseMs,
    onAbandoned: 'conflict',
    maxAttempts: 1,
  };
}

/**
 * Claims a key of nobody's and gives it back: a store that answers but takes no writes can't serve. Rejects with LOCK_FAILED,
 * whose cause is the reason, even where the store is known to be down.
 * @param {Verbs} verbs
 * @param {BoundedCall} call
 * @param {object} options
 * @returns {Promise<void>}
 */
async function ready(verbs, call, options) {
  const { timeoutMs: budgetMs } = /** @type {{ timeoutMs: number }} */ (
    checkOptions(options, READY)
  );
  const own = probe();
  const { id, token } = own;
  const reasons = new Reasons();
  let answer;
  try {
    answer = await call(
      async (timeoutMs) => reasons.of(() => verbs.begin({ ...own, timeoutMs })),
      budgetMs,
    );
  } catch (error) {
    throw reasons.refusal(error);
  }
  if (answer.state !== 'own') throw lockFailed(new Error(`the store answered ${answer.state}`));
  const release = (/** @type {number} */ timeoutMs) =>
    verbs.release({ id, token, reason: 'undo', timeoutMs, record: answer.record });
  await call(release).catch(() => {});
}

// They say that time was over, and not why.
const VAGUE = new Set(['STORE_TIMEOUT', 'CONNECT_TIMEOUT', 'REPLY_LOST']);

/** Why tries have failed. The last one often ends by its time, and hides why those before it did. */
class Reasons {
  /** @type {any} */
  #told;

  /**
   * @template A
   * @param {() => A} ask
   */
  async of(ask) {
    try {
      return await ask();
    } catch (error) {
      const reason = error?.code === 'BREAKER_OPEN' ? (error.cause ?? error) : error;
      if (this.#told === undefined || !VAGUE.has(reason?.code)) this.#told = reason;
      throw error;
    }
  }

  /** @param {any} error */
  refusal(error) {
    return this.#told === undefined ? error : lockFailed(this.#told);
  }
}

module.exports = { LONGEST_MS, probe, ready };
