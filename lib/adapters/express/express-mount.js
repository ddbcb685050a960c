'use strict';

const { Mount } = require('../../core/mount');
const { isExpress4, warnOfBareHandler } = require('./express-4');
const { routingOf } = require('./router-settings');

/** @import { Routing } from '../../identity/routed-path' */
/** @import { AMount } from '../../core/mount' */
/** @import { ExpressRequest } from './express' */

const ROUTING = /** @type {Routing} */ ({ routingOf });

/** The set-up that one call of idempotency() makes for its requests. */
class ExpressMount extends Mount {
  // Known from the first request on.
  #isOnExpress4 = false;

  /**
   * @param {any} options
   * @param {AMount} [outer]
   * @param {AMount} [inner]
   */
  constructor(options, outer, inner) {
    super(options, outer, inner, ROUTING);
  }

  /** @param {ExpressRequest} req */
  noteFirst({ app }) {
    this.#isOnExpress4 = isExpress4(app);
  }

  /**
   * Looks at the route whose handler calls execute().
   * @param {ExpressRequest} req
   */
  noteExecute(req) {
    if (this.#isOnExpress4) warnOfBareHandler(req);
  }
}

module.exports = { ExpressMount };
