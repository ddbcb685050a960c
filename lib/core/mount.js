'use strict';

const { executionSettings } = require('../execution/settings');
const { keyErrors } = require('../errors/key-refusals');
const { keyReader } = require('../identity/idempotency-key');
const { MIDDLEWARE, STORE, checkOptions } = require('../options/check-options');
const { membersOf } = require('../util/members-of');
const { optionError } = require('../util/option-error');
const { refuseOtherMode, responseSettings } = require('../response/response-settings');
const { chooseStore } = require('../store/choose-store');
const { internals } = require('../store/store');
const { warnOnce } = require('../observe/warnings');

/** @import { Request } from '../exchange/exchange' */
/** @import { CheckedOptions } from '../options/check-options' */
/** @import { Routing } from '../identity/routed-path' */
/** @import { StoreParts } from '../store/store' */

const OF_THE_STORE = ['store', ...Object.keys(STORE)];
const OF_EVENTS = ['onEvent', 'logger'];
const OF_A_MODE = ['cacheStatus', 'replayHeaders', 'cacheErrors'];

/** @typedef {Mount} AMount */

/** What an adapter sets up once for the requests that pass it: checked options, a store, and the refusals of a key. */
class Mount {
  /** @type {Record<string, any>} */
  #given;
  #outer;
  #inner;
  /** @type {boolean} */
  #hasOwnStore;
  /** @type {boolean} */
  #hasGivenStore;
  /** @type {WeakMap<Mount, Mount>} */
  #inside = new WeakMap();
  #isInUse = false;

  /**
   * Checks the options: TypeError or RangeError. `outer` is the mount that a request has passed before. It gives the
   * options that are left out here. `inner` is the mount that is refined in this way. `routing` is the framework's.
   * @param {any} options
   * @param {Mount} [outer]
   * @param {Mount} [inner]
   * @param {Routing} [routing]
   */
  constructor(options, outer, inner, routing = inner?.routing) {
    const given = givenOf(options);
    this.#outer = outer;
    this.#inner = inner;
    this.routing = routing;
    /** @type {Record<string, any>} */
    const all = outer === undefined ? given : { ...heritage(outer.#given, given), ...given };
    const checked = /** @type {CheckedOptions} */ (checkOptions(all, MIDDLEWARE));
    refuseOpenAndRequired(checked);
    refuseOtherMode(all, checked);
    this.#given = all;
    const giver = gives(given, OF_THE_STORE) ? undefined : giverOf(outer, inner);
    this.#hasGivenStore = giver === undefined ? gives(given, OF_THE_STORE) : giver.#hasGivenStore;
    this.#hasOwnStore = giver === undefined;
    /** @type {StoreParts} */
    this.store = giver === undefined ? internals(chooseStore(given)) : giver.store;
    this.settings = executionSettings(checked, this.store, routing);
    if (giver === undefined || giver !== outer || gives(given, OF_EVENTS)) {
      this.store.health.listen(this.settings.events);
    } else {
      // Those of the outer mount, which listen to the store already.
      this.settings.events = giver.settings.events;
    }
    const isCapturing = checked.mode === 'response';
    this.captured = isCapturing ? responseSettings(all, this.settings) : undefined;
    this.methods = new Set(checked.methods);
    this.keyOf = keyReader(checked);
    this.keyErrors = keyErrors(checked);
  }

  /** Whether the app gave it a store, here or where it was refined. */
  get hasGivenStore() {
    return this.#hasGivenStore;
  }

  /**
   * This mount for requests that have passed `outer` before; made once.
   * @param {Mount} outer
   * @returns {Mount}
   */
  inside(outer) {
    let both = this.#inside.get(outer);
    if (both === undefined) {
      const Own = /** @type {typeof Mount} */ (this.constructor);
      both = new Own(this.#given, outer, this);
      this.#inside.set(outer, both);
    }
    return both;
  }

  /**
   * Whether a request that got this mount has passed the middleware of `mount`.
   * @param {Mount} mount
   * @returns {boolean}
   */
  includes(mount) {
    return this === mount || this.#inner === mount || (this.#outer?.includes(mount) ?? false);
  }

  /**
   * Whether a request without a key is refused.
   * @param {Request} request
   */
  requiresKey({ method }) {
    return this.settings.required && this.methods.has(method);
  }

  /**
   * Warns of mistakes that concern all requests. It waits for the first one, because an outer mount may give the
   * missing options.
   * @param {Request} req
   */
  noteUse(req) {
    if (this.#isInUse) return;
    this.#isInUse = true;
    this.noteFirst(req);
    if (this.#hasOwnStore && !gives(this.#given, ['redis', 'store'])) {
      warnOnce('ONCEONLY_MEMORY_STORE');
    }
    const production = process.env.NODE_ENV === 'production';
    if (production && this.store.shared && this.settings.scope === undefined) {
      warnOnce('ONCEONLY_NO_SCOPE');
    }
  }

  /**
   * For an adapter: looks at the first request.
   * @param {Request} req
   */
  // eslint-disable-next-line no-unused-vars
  noteFirst(req) {}

  /**
   * For an adapter: looks at each request that executes.
   * @param {Request} req
   */
  // eslint-disable-next-line no-unused-vars
  noteExecute(req) {}
}

/**
 * The mount whose store is used by one that is given none. A mount of a route keeps the store of its own scope, also for requests that
 * have passed a scope outside.
 * @param {AMount} [outer]
 * @param {AMount} [inner]
 */
function giverOf(outer, inner) {
  return inner?.hasGivenStore === true ? inner : outer;
}

/**
 * An undefined option counts as left out, and hides nothing. Options that choose a store are checked: their variable
 * may be unset.
 * @param {any} options
 */
function givenOf(options) {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) return options;
  const given = membersOf(options);
  for (const name of Object.keys(given)) {
    if (given[name] === undefined && name !== 'redis' && name !== 'store') delete given[name];
  }
  return given;
}

/**
 * The options of an outer mount that hold beside `given`.
 * @param {Record<string, unknown>} outer
 * @param {Record<string, unknown>} given
 */
function heritage(outer, given) {
  const left = { ...outer };
  const isOfOtherMode = given.mode !== undefined && given.mode !== (outer.mode ?? 'execute');
  const dropped = isOfOtherMode ? [...OF_THE_STORE, ...OF_A_MODE] : OF_THE_STORE;
  for (const name of dropped) delete left[name];
  return left;
}

/**
 * @param {object} options
 * @param {string[]} names
 */
function gives(options, names) {
  return names.some((name) => name in options);
}

/** @param {CheckedOptions} options */
function refuseOpenAndRequired({ onStoreDown, required, acceptDuplicates }) {
  if (onStoreDown === 'open' && required && !acceptDuplicates) {
    throw optionError(
      'conflict',
      "option `acceptDuplicates` must be true for onStoreDown: 'open' with `required`, " +
        'which runs operations twice while the store is down. Set `acceptDuplicates: true` if you want that',
    );
  }
}

module.exports = { Mount };
