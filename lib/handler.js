'use strict';

const { runOnce } = require('./execution/execution');
const { runInbox } = require('./execution/inbox');
const { executionSettings } = require('./execution/settings');
const { RequestReport } = require('./observe/request-report');
const { valueFingerprints } = require('./fingerprint/fingerprints');
const { VALUE_MEMBERS, fingerprintPlan } = require('./fingerprint/plan');
const { requireFunction } = require('./util/argument-error');
const { whenKnown } = require('./util/is-promise');
const { fail } = require('./util/checks');
const { HANDLER, checkOptions, withOverrides } = require('./options/check-options');
const { membersOf } = require('./util/members-of');
const { checkKey, recordNames } = require('./identity/record-id');
const { noteScope } = require('./identity/scope-hash');
const { optionError } = require('./util/option-error');
const { chooseStore } = require('./store/choose-store');
const { internals } = require('./store/store');

/** @import { CheckedOptions } from './options/check-options' */
/** @import { Operation } from './operation/operation-context' */
/** @import { Outcome } from './execution/run' */
/** @import { Settings } from './execution/settings' */
/** @import { Fingerprints } from './fingerprint/fingerprints' */
/** @import { RequestIdentity } from './identity/identify-request' */
/** @import { Report } from './observe/request-report' */

const valuePlan = fingerprintPlan(VALUE_MEMBERS);

/**
 * Idempotent execution without a web framework: for queues, cron jobs and other servers.
 *
 *   const { result, cached } = await handler.execute(key, body, async ({ effectId }) => ...);
 */
class IdempotencyHandler {
  #settings;
  #store;

  /**
   * Options: those of the middleware that do not concern HTTP. Throws TypeError or RangeError for a bad one.
   * @param {object} [options]
   */
  constructor(options = {}) {
    const checked = /** @type {CheckedOptions} */ (checkOptions(options, HANDLER));
    this.#store = internals(chooseStore(options));
    this.#settings = executionSettings(checked, this.#store);
    this.#store.health.listen(this.#settings.events);
  }

  /**
   * Runs `operation(context)` once per key and body; resolves to `{ result, cached, status? }`. Throws the operation's
   * error, again at every retry, or an IdempotencyError. `overrides` takes the TTLs and policies of the constructor for
   * one call. It also takes `scope`, a string that keeps the keys of users or tenants apart, and `transaction`, a transaction of
   * yours that holds key, rows and result.
   * @param {string} key
   * @param {unknown} body
   * @param {Operation} operation
   * @param {object} [options]
   */
  async execute(key, body, operation, options) {
    const { events } = this.#settings;
    const report = events.isHeard ? new RequestReport(events) : undefined;
    try {
      const outcome = await this.#run(key, body, operation, options, report);
      report?.answered(outcome);
      if ('thrown' in outcome) throw outcome.thrown;
      const { value: result, cached, status } = outcome;
      return status === undefined ? { result, cached } : { result, cached, status };
    } catch (error) {
      report?.refused(error);
      throw error;
    }
  }

  /**
   * @param {string} key
   * @param {unknown} body
   * @param {Operation} operation
   * @param {object | undefined} options
   * @param {Report | undefined} report
   * @returns {Promise<Outcome>}
   */
  #run(key, body, operation, options, report) {
    requireFunction('the operation of execute(), its third argument,', operation);
    /** @type {any} */
    const overrides = options ? membersOf(options) : undefined;
    if (overrides !== undefined) refuseRequestParts(overrides);
    const scope = overrides === undefined ? '' : takeScope(overrides);
    const transaction = takeTransaction(overrides);
    const settings = withOverrides(this.#settings, overrides);
    return whenKnown(valueFingerprints(body, settings), (found) => {
      const request = this.#identity(key, scope, found, settings, report);
      return transaction === undefined
        ? runOnce(this.#store, settings, request, operation)
        : runInbox(this.#store, settings, request, operation, transaction);
    });
  }

  /**
   * @param {string} key
   * @param {string} scope
   * @param {Fingerprints} prints
   * @param {Settings} settings
   * @param {Report | undefined} report
   */
  #identity(key, scope, prints, settings, report) {
    const { digest, fingerprint, otherFingerprint } = prints;
    const { id, hint: told } = recordNames({ scope, key: checkKey(key) });
    const hint = settings.keyHint ? told : '';
    /** @type {RequestIdentity} */
    const request = {
      id,
      key,
      hint,
      label: '',
      prefix: settings.prefix,
      digest,
      fingerprint,
      otherFingerprint,
      cancelled: undefined,
      res: undefined,
      headSent: false,
      wantsText: false,
      incoming: undefined,
      report,
    };
    if (report !== undefined) {
      const { secret } = settings;
      report.names(id, hint);
      if (scope !== '') noteScope(report, request, { scope, keyHash: told, owner: this, secret });
    }
    return request;
  }
}

/**
 * A value has neither headers nor a query that could count.
 * @param {{ fingerprint?: unknown }} overrides
 */
function refuseRequestParts({ fingerprint }) {
  if (fingerprint !== undefined) valuePlan('fingerprint', fingerprint);
}

/**
 * A scope that is there and is no text would let two users meet in one record.
 * @param {{ scope?: unknown }} overrides
 * @returns {string}
 */
function takeScope(overrides) {
  if (!('scope' in overrides)) return '';
  const { scope } = overrides;
  if (typeof scope !== 'string' || scope === '' || !scope.isWellFormed()) {
    return fail('scope', 'a non-empty, well-formed string', scope);
  }
  delete overrides.scope;
  return scope;
}

const ERRORS_ARE_NOT_STORED = 'nothing is stored of an operation that throws in your transaction';
const SECOND_ONE_WAITS = 'your database lets a second call wait for the first';

/**
 * Options that a call in a transaction of the app cannot follow, with the reason.
 * @type {Record<string, string>}
 */
const NOT_IN_A_TRANSACTION = {
  storeIf: ERRORS_ARE_NOT_STORED,
  cacheErrors: ERRORS_ARE_NOT_STORED,
  operationTimeoutMs: 'an operation that went on after that time could write outside of it',
  inProgress: SECOND_ONE_WAITS,
  maxWaitMs: SECOND_ONE_WAITS,
};

/**
 * A transaction of the app that holds key, rows and result. One that is there and is nothing must not run without.
 * @param {{ transaction?: unknown, [name: string]: unknown } | undefined} overrides
 */
function takeTransaction(overrides) {
  if (overrides === undefined || !('transaction' in overrides)) return undefined;
  const { transaction } = overrides;
  if (transaction === undefined || transaction === null) {
    return fail('transaction', 'a connection of your transaction', transaction);
  }
  for (const [name, why] of Object.entries(NOT_IN_A_TRANSACTION)) {
    if (overrides[name] === undefined) continue;
    throw optionError(
      'conflict',
      `option \`${name}\` must not be given with \`transaction\`: ${why}`,
    );
  }
  delete overrides.transaction;
  return transaction;
}

module.exports = { IdempotencyHandler };
