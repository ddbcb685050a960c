'use strict';

const { isBase } = require('./bases');
const { DataCopier } = require('./data');
const { FAMILIES, familyOf } = require('./families');
const { isError, nameOfClass, prototypesOf } = require('./is-error');
const { keepGetters } = require('./keep-getters');
const { MemberRule } = require('./member-rule');

/** @import { ErrorSerializer } from '../../../types/serializers' */
/** @import { ClassMatch, Classes } from './error-classes' */

/**
 * An error as JSON.
 * @typedef {object} Fields
 * @property {Record<string, any>} seen  Members that are not listed.
 * @property {Record<string, any>} [own]  Listed ones, in their order.
 * @property {Record<string, Fields[]>} [nested]  Members that are lists of errors.
 * @property {{ error?: Fields, value?: unknown }} [cause]
 * @property {string} [base]  Nearest class of the language, if it is not Error.
 * @property {string} [family]  See families.js.
 * @property {string} [class]  Name in `errorClasses`.
 * @property {unknown} [custom]  What `errorSerializer` has made.
 */

/**
 * The settings that concern errors.
 * @typedef {object} ErrorSettings
 * @property {ErrorSerializer} [errorSerializer]
 * @property {Classes} [errorClasses]
 * @property {number} [maxResultBytes]
 */

/**
 * @typedef {object} Room
 * @property {number} left  How many errors may still be kept in arrays.
 */

// Read of every error, listed or not.
const FIELDS = ['message', 'name', 'code', 'status', 'statusCode', 'expose', 'details'];
const SKIPPED = new Set(['stack', 'cause', 'cached']);
const MAX_CAUSES = 5;
const MAX_NESTED = 100;

/**
 * Takes an error apart: `{ fields, change }`. `fields` is JSON; `change` is undefined, or `{ name, as, lost }` where a retry
 * gets an error of another class, or one without some members. docs/guides/results-and-errors.md has the rules.
 * @param {Error} error
 * @param {ErrorSettings} settings
 */
function takeApart(error, settings) {
  return takeApartAt(error, settings, 0, { left: MAX_NESTED });
}

/**
 * @param {Error} error
 * @param {ErrorSettings} settings
 * @param {number} depth
 * @param {Room} room
 * @returns {{ fields: Fields, change: import('../encoded').Change | undefined }}
 */
function takeApartAt(error, settings, depth, room) {
  const custom = settings.errorSerializer?.serialize(error);
  const taking = new Taking(error, settings, depth, room);
  if (custom === undefined) return taking.whole();
  return { fields: { ...taking.core(), custom }, change: undefined };
}

/** One error on its way into a store. */
class Taking {
  #error;
  #settings;
  #depth;
  #room;
  #prototypes;
  #base;
  #family;
  #named;
  #rule;
  #left = 0;
  /** @type {string[]} */
  #lost = [];
  // Without a prototype, since an error may have a member of any name.
  #own = Object.create(null);
  #seen = Object.create(null);
  #nested = Object.create(null);

  /**
   * `room.left`: how many errors may still be kept in arrays, of all that are taken apart together.
   * @param {any} error
   * @param {ErrorSettings} settings
   * @param {number} depth
   * @param {Room} room
   */
  constructor(error, settings, depth, room) {
    this.#error = error;
    this.#settings = settings;
    this.#depth = depth;
    this.#room = room;
    this.#prototypes = prototypesOf(error);
    this.#base = nameOfClass(this.#prototypes.find(isBase) ?? Error.prototype);
    this.#family = familyOf(error);
    this.#named = settings.errorClasses?.nearest(error);
    this.#rule = new MemberRule(error, this.#family, this.#named !== undefined);
    this.#left = settings.maxResultBytes ?? Infinity;
  }

  /** The members that are kept of every error. */
  core() {
    this.#takeCore();
    return this.#fields();
  }

  whole() {
    this.#takeCore();
    for (const name of [...Object.keys(this.#error), ...this.#rule.hidden]) {
      if (!SKIPPED.has(name) && !FIELDS.includes(name)) this.#takeMember(name);
    }
    const fields = this.#fields();
    if (this.#named !== undefined) this.#nameClass(fields);
    return { fields, change: this.#change(fields) };
  }

  #takeCore() {
    for (const name of FIELDS) this.#takeField(name);
    if (this.#base === 'AggregateError') this.#takeMember('errors');
  }

  /** @param {string} name */
  #takeField(name) {
    const value = this.#read(name);
    if (value === undefined || (name === 'name' && value === this.#base)) return;
    const kept = this.#data(name, value);
    if (kept === undefined) return;
    this.#keep(name, kept);
  }

  /**
   * @param {string} name
   * @param {unknown} kept
   */
  #keep(name, kept) {
    const isListed = Object.prototype.propertyIsEnumerable.call(this.#error, name);
    (isListed ? this.#own : this.#seen)[name] = kept;
  }

  /** @param {string} name */
  #takeMember(name) {
    const value = this.#read(name);
    const isDone = value === undefined || name in this.#nested || this.#takeNested(name, value);
    if (isDone || this.#rule.isIgnored(name)) return;
    const kept = this.#rule.mayKeep(name, value) ? this.#data(name, value) : undefined;
    if (kept === undefined) this.#lose(name);
    else this.#keep(name, kept);
  }

  /**
   * Undefined for anything but data, and for a member that alone would fill the room.
   * @param {string} name
   * @param {unknown} value
   */
  #data(name, value) {
    const credentials = this.#named !== undefined;
    const instances = credentials || FIELDS.includes(name);
    try {
      const kept = new DataCopier({ instances, credentials }, this.#lost).copy(value, name);
      if (this.#named === undefined && !FIELDS.includes(name)) {
        const { length } = JSON.stringify(kept);
        if (length > this.#left) throw new RangeError('no room');
        this.#left -= length;
      }
      return kept;
    } catch {
      this.#lose(name);
      return undefined;
    }
  }

  /**
   * A member that is an array of errors, as that of an AggregateError.
   * @param {string} name
   * @param {unknown} value
   */
  #takeNested(name, value) {
    if (!Array.isArray(value) || value.length === 0 || value.length > this.#room.left) return false;
    if (this.#depth >= MAX_CAUSES || !value.every(isError)) return false;
    this.#room.left -= value.length;
    this.#nested[name] = value.map((each) => this.#inner(each));
    return true;
  }

  /**
   * @param {Error} error
   * @returns {Fields}
   */
  #inner(error) {
    return takeApartAt(error, this.#settings, this.#depth + 1, this.#room).fields;
  }

  #cause() {
    const cause = this.#read('cause');
    if (cause === undefined) return undefined;
    if (isError(cause)) return this.#depth < MAX_CAUSES ? { error: this.#inner(cause) } : undefined;
    const value = this.#data('cause', cause);
    return value === undefined ? undefined : { value };
  }

  #fields() {
    /** @type {Fields} */
    const fields = { seen: this.#seen };
    const cause = this.#cause();
    if (this.#base !== 'Error') fields.base = this.#base;
    if (this.#family !== undefined) fields.family = this.#family;
    const own = this.#inOrder();
    if (own.length > 0) fields.own = Object.fromEntries(own);
    if (Object.keys(this.#nested).length > 0) fields.nested = this.#nested;
    if (cause !== undefined) fields.cause = cause;
    return fields;
  }

  // An answer may list them all.
  #inOrder() {
    return Object.keys(this.#error)
      .filter((name) => Object.hasOwn(this.#own, name))
      .map((name) => [name, this.#own[name]]);
  }

  /**
   * A class whose instances cannot be made without their private state is not named: a plain error does not break.
   * @param {Fields} fields
   */
  #nameClass(fields) {
    const { name, isFaithful } = /** @type {ClassMatch} */ (this.#named);
    fields.class = name;
    if (isFaithful && keepGetters(this.#error, fields, this.#settings.errorClasses)) return;
    delete fields.class;
    this.#lose('its private members');
  }

  /** @param {Fields} fields */
  #change(fields) {
    const name = nameOfClass(this.#prototypes[0] ?? {}) || this.#base;
    const as = this.#comesBackAs(fields, name);
    if (fields.class === undefined)
      this.#lost.push(...(FAMILIES[this.#family ?? '']?.without ?? []));
    return as === name && this.#lost.length === 0 ? undefined : { name, as, lost: this.#lost };
  }

  /**
   * @param {Fields} fields
   * @param {string} name
   */
  #comesBackAs(fields, name) {
    if (fields.class !== undefined) return this.#named?.isExact ? name : fields.class;
    return FAMILIES[this.#family ?? '']?.isTold ? name : this.#base;
  }

  /** @param {string} name */
  #lose(name) {
    if (!this.#lost.includes(name)) this.#lost.push(name);
  }

  /**
   * @param {string} name
   * @returns {any}
   */
  #read(name) {
    try {
      return this.#error[name];
    } catch {
      this.#lose(name);
      return undefined;
    }
  }
}

module.exports = { takeApart };
