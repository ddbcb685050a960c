'use strict';

const {
  HEADER_NAME,
  HOUR_S,
  MAX_TIMER_MS,
  YEAR_S,
  boolean,
  either,
  func,
  integer,
  matching,
  methods,
  methodsOf,
  nonEmptyString,
  off,
  oneOf,
  regExp,
  seconds,
  secrets,
  serializer,
  statuses,
} = require('../util/checks');
const { VALUE_MEMBERS, fingerprintPlan } = require('../fingerprint/plan');
const { isPlain, membersOf } = require('../util/members-of');
const { optionError } = require('../util/option-error');
const { kindOf } = require('../util/received');
const { refuseOption } = require('./unknown-option');
const { headerNames } = require('../result/replayed-headers');
const { errorClasses } = require('../result/stored-error/error-classes');

/** @import { KeyOptions } from '../errors/key-refusals' */
/** @import { FingerprintSettings } from '../fingerprint/fingerprints' */
/** @import { OutcomeSettings } from '../result/operation-outcomes' */
/** @import { Check } from '../util/checks' */
/** @import { Logger } from '../../types/events' */
/** @import { Request } from '../exchange/exchange' */

/**
 * The options of one function: the check of each, and its default as a user would write it; without one it is not set.
 * @typedef {Record<string, [check: Check, preset?: unknown]> & { [OWNER]?: string }} OptionTable
 */

/**
 * What the options of idempotency() say when they were checked. Those of a handler lack the ones that concern HTTP.
 * @typedef {Pick<OutcomeSettings, 'storeIf' | 'cacheErrors' | 'cacheStatus' | 'onAbandoned' | 'roundTrip' | 'serializer'
 *   | 'errorSerializer' | 'errorClasses' | 'maxResultBytes'> & FingerprintSettings & KeyOptions & OwnOptions} CheckedOptions
 */

/**
 * @typedef {object} OwnOptions
 * @property {number} lockTTL  Milliseconds, as all durations here.
 * @property {number} resultTTL
 * @property {number} [errorTTL]  `resultTTL` without it.
 * @property {number} abandonedTTL
 * @property {number} operationTimeoutMs  0 for no limit.
 * @property {number} budgetMs  How long the store is waited for when a request begins.
 * @property {'reject' | 'wait'} inProgress
 * @property {number} maxWaitMs
 * @property {number} maxAttempts
 * @property {422 | 409} mismatchStatus
 * @property {'closed' | 'open'} onStoreDown
 * @property {(event: object) => unknown} [onEvent]
 * @property {Logger} [logger]
 * @property {boolean} keyHint
 * @property {'execute' | 'response'} mode
 * @property {string[]} [replayHeaders]
 * @property {boolean} required
 * @property {boolean} acceptDuplicates
 * @property {string[]} methods  In capital letters.
 * @property {false | ((req: Request) => unknown)} [scope]
 * @property {string} [route]
 * @property {(req: Request) => unknown} [eventRoute]
 */

/**
 * What an execution works with beside the options, in milliseconds.
 * @typedef {object} Durations
 * @property {number} leaseMs
 * @property {number} resultMs  How long a result is kept.
 * @property {number} errorMs  How long an error is kept.
 * @property {number} keepMs  How long a record without a result is kept after its last renewal.
 * @property {number} completeBudgetMs  How long the store is waited for when an outcome is offered.
 */

const MIB = 1024 * 1024;
/** @type {Check} */
const keep = (name, value) => value;

// Whose options a table has, in words. A table that is made from another one by a spread has its owner.
const OWNER = Symbol('owner');

/**
 * name: [check, default as a user would write it]; a default of undefined means "not set".
 * @type {OptionTable}
 */
const STORE = {
  [OWNER]: 'a store',
  redis: [keep],
  prefix: [
    matching(/^[A-Za-z0-9:_.-]{1,64}$/, '1 to 64 characters of A-Z a-z 0-9 : _ . -'),
    'idem',
  ],
  connectTimeoutMs: [integer(1, 2000), 1000],
  commandTimeoutMs: [integer(1, 60_000), 1000],
};

/** @type {OptionTable} */
const EXECUTE = {
  lockTTL: [seconds(HOUR_S), 20],
  resultTTL: [seconds(YEAR_S), 86_400],
  errorTTL: [seconds(YEAR_S)],
  abandonedTTL: [seconds(YEAR_S), 7 * 86_400],
  operationTimeoutMs: [integer(0, MAX_TIMER_MS), 0],
  budgetMs: [integer(1, 60_000), 2000],
  inProgress: [oneOf('reject', 'wait'), 'reject'],
  maxWaitMs: [integer(1, MAX_TIMER_MS), 30_000],
  storeIf: [func],
  cacheErrors: [either(oneOf('all', 'client', 'none'), func), 'all'],
  onAbandoned: [either(func, oneOf('retry', 'conflict')), 'retry'],
  maxAttempts: [integer(1, 1000), 3],
  mismatchStatus: [oneOf(422, 409), 422],
  onStoreDown: [oneOf('closed', 'open'), 'closed'],
  maxResultBytes: [integer(0, 64 * MIB), MIB],
  roundTrip: [boolean, true],
  serializer: [serializer],
  errorSerializer: [methodsOf('serialize', 'deserialize')],
  errorClasses: [errorClasses],
  onEvent: [func],
  logger: [methodsOf('debug', 'info', 'warn', 'error')],
};

/** @type {OptionTable} */
const HANDLER = {
  ...STORE,
  ...EXECUTE,
  [OWNER]: 'IdempotencyHandler',
  store: [keep],
  maxBodyBytes: [integer(0), MIB],
  fingerprint: [fingerprintPlan(VALUE_MEMBERS), {}],
  secret: [secrets],
  keyHint: [boolean, true],
};

/** @type {OptionTable} */
const MIDDLEWARE = {
  ...HANDLER,
  [OWNER]: 'idempotency()',
  mode: [oneOf('execute', 'response'), 'execute'],
  replayHeaders: [headerNames],
  cacheStatus: [either(func, statuses)],
  fingerprint: [fingerprintPlan(), {}],
  headerName: [matching(HEADER_NAME, 'the name of a header'), 'Idempotency-Key'],
  required: [boolean, false],
  acceptDuplicates: [boolean, false],
  methods: [methods, ['POST', 'PUT', 'PATCH']],
  scope: [either(off, func)],
  route: [nonEmptyString],
  keySyntax: [oneOf('lenient', 'strict'), 'lenient'],
  keyPattern: [regExp],
  keySource: [func],
  eventRoute: [func],
};

/** @type {OptionTable} */
const OVERRIDES = {
  [OWNER]: 'execute() of an IdempotencyHandler',
  fingerprint: [fingerprintPlan()],
  ...Object.fromEntries(
    [
      'lockTTL',
      'resultTTL',
      'errorTTL',
      'abandonedTTL',
      'operationTimeoutMs',
      'inProgress',
      'maxWaitMs',
      'storeIf',
      'cacheErrors',
      'onAbandoned',
      'maxAttempts',
      'mismatchStatus',
      'maxResultBytes',
      'roundTrip',
    ].map((name) => [name, EXECUTE[name]]),
  ),
};

/**
 * The same of a request, which may have no key.
 * @type {OptionTable}
 */
const ROUTE_OVERRIDES = { ...OVERRIDES, [OWNER]: 'a route', required: [boolean] };

/**
 * Options of other functions, for the message on an option in the wrong place.
 * @type {Record<string, string>}
 */
const ELSEWHERE = {
  ...Object.fromEntries(Object.keys(MIDDLEWARE).map((name) => [name, 'idempotency()'])),
  maxEntries: 'MemoryStore',
  maxBytes: 'MemoryStore',
  shared: 'defineStore()',
  sqlite: 'createStore()',
};

/**
 * Checks `options` against a table and fills in its defaults. An unknown option is a TypeError that names
 * the option that was meant, if one is near.
 * @param {any} options
 * @param {OptionTable} table
 * @returns {Record<string, unknown>}
 */
function checkOptions(options, table) {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) {
    throw optionError('argument', `options must be an object (received ${kindOf(options)})`);
  }
  refuseUnknown(membersOf(options), table);
  /** @type {Record<string, unknown>} */
  const checked = {};
  for (const [name, [check, preset]] of Object.entries(table)) {
    const given = options[name] === undefined ? preset : options[name];
    if (given !== undefined) checked[name] = check(name, given);
  }
  return checked;
}

/**
 * @param {object} options
 * @param {OptionTable} table
 */
function refuseUnknown(options, table) {
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(table, name)) continue;
    refuseOption(name, Object.keys(table), { owner: table[OWNER], elsewhere: ELSEWHERE });
  }
}

/** @type {WeakMap<object, { settings?: CheckedOptions, merged?: any }>} */
const mergedByOverrides = new WeakMap();

/**
 * Overrides that are the same object, with the same members, at every call, so that they are merged once.
 * @template {object} T
 * @param {T} overrides
 */
function constantOverrides(overrides) {
  mergedByOverrides.set(overrides, {});
  return overrides;
}

/**
 * Per-call overrides of checked options; the checks are the same, and nothing else than in `table` may be given.
 * @template {CheckedOptions} T
 * @param {T} settings
 * @param {any} overrides
 * @param {OptionTable} [table]
 * @returns {T}
 */
function withOverrides(settings, overrides, table = OVERRIDES) {
  if (overrides === undefined) return settings;
  if (overrides === null || typeof overrides !== 'object') {
    throw optionError('argument', `overrides must be an object (received ${kindOf(overrides)})`);
  }
  const known = mergedByOverrides.get(overrides);
  if (known?.settings === settings) return known.merged;
  const merged = merge(settings, overrides, table);
  if (known !== undefined) mergedByOverrides.set(overrides, { settings, merged });
  return merged;
}

/**
 * @template {CheckedOptions} T
 * @param {T} settings
 * @param {object} overrides
 * @param {OptionTable} table
 */
function merge(settings, overrides, table) {
  /** @type {Record<string, unknown>} */
  const given = {};
  const said = isPlain(overrides) ? overrides : membersOf(overrides);
  for (const [name, value] of Object.entries(said)) {
    if (value !== undefined) given[name] = value;
  }
  refuseUnknown(given, table);
  /** @type {any} */
  const merged = { ...settings };
  for (const [name, value] of Object.entries(given)) merged[name] = table[name][0](name, value);
  return withDurations(merged);
}

/**
 * Adds the durations of an execution to checked options: `leaseMs`, `resultMs`, `errorMs`, `keepMs`,
 * `completeBudgetMs`.
 * @template {CheckedOptions} T
 * @param {T} settings
 * @returns {T & Durations}
 */
function withDurations(settings) {
  const { lockTTL: leaseMs, resultTTL: resultMs, errorTTL: errorMs = resultMs } = settings;
  const { abandonedTTL } = settings;
  return {
    ...settings,
    leaseMs,
    resultMs,
    errorMs,
    keepMs: Math.max(resultMs, abandonedTTL, 2 * leaseMs),
    completeBudgetMs: COMPLETE_BUDGET_MS,
  };
}

const COMPLETE_BUDGET_MS = 2000;

module.exports = {
  HANDLER,
  MIDDLEWARE,
  OVERRIDES,
  ROUTE_OVERRIDES,
  STORE,
  checkOptions,
  constantOverrides,
  withDurations,
  withOverrides,
};
