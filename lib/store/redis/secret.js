'use strict';

const { returnError } = require('../../util/argument-error');
const { kindOf } = require('../../util/received');

/** @import { RedisSettings } from '../../options/redis-settings' */

/**
 * A password, or the function that gives one. The function is asked once per connection; an answer that came too late
 * for the attempt that asked serves the next one, or a slow secret store would never let any attempt through.
 */
class Secret {
  #password;
  /** @type {Promise<string> | undefined} */
  #answer;

  /** @param {RedisSettings['password']} password */
  constructor(password) {
    this.#password = password;
  }

  get isKnown() {
    return typeof this.#password === 'string';
  }

  async ask() {
    this.#answer ??= this.#read();
    try {
      return await this.#answer;
    } catch (error) {
      this.#answer = undefined;
      throw error;
    }
  }

  /** The answer went to the server: the next connection asks anew. */
  used() {
    this.#answer = undefined;
  }

  async #read() {
    const text = typeof this.#password === 'function' ? await this.#password() : this.#password;
    if (typeof text !== 'string') throw returnError('redis.password', 'a string', kindOf(text));
    return text;
  }
}

module.exports = { Secret };
