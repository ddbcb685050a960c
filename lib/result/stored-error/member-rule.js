'use strict';

const { isCredential } = require('./data');
const { FAMILIES } = require('./families');

// Members of HTTP clients, database drivers and loggers: requests with their credentials, statements with their values.
// Never kept, whatever the class.
const CARRIERS = ['config', 'request', 'response', 'req', 'res', 'options', 'sql', 'parameters'];

/** Which of an error's own members may be kept. */
class MemberRule {
  #isNamed;
  #family;
  #isClient;

  /**
   * `family`: its name, or undefined; `isNamed`: whether the app has named the class of the error.
   * @param {object} error
   * @param {string | undefined} family
   * @param {boolean} isNamed
   */
  constructor(error, family, isNamed) {
    this.#family = family === undefined ? undefined : FAMILIES[family];
    this.#isNamed = isNamed;
    this.#isClient = CARRIERS.some((name) => this.#carries(error, name));
  }

  /** The members that are kept although they are not listed. */
  get hidden() {
    return this.#family?.hidden ?? [];
  }

  /**
   * Whether nobody misses it.
   * @param {string} name
   */
  isIgnored(name) {
    return this.#family?.ignored.includes(name) === true;
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  mayKeep(name, value) {
    if (this.#family?.own.includes(name)) return true;
    if (CARRIERS.includes(name)) return value === null || typeof value === 'boolean';
    if (this.#isNamed) return true;
    return !this.#isClient && !name.startsWith('_') && !isCredential(name);
  }

  /**
   * Whether it is an error of an HTTP client or the like. Its other members are not kept either.
   * @param {object} error
   * @param {string} name
   */
  #carries(error, name) {
    if (this.#family?.own.includes(name) || this.isIgnored(name)) return false;
    const value = Object.getOwnPropertyDescriptor(error, name)?.value;
    return value !== null && (typeof value === 'object' || typeof value === 'function');
  }
}

module.exports = { MemberRule };
