'use strict';

const { whenKnown } = require('../util/is-promise');
const { textOf } = require('../result/keep-outcome');

/** @import { RequestIdentity } from '../identity/identify-request' */
/** @import { Kept } from '../result/encoded' */
/** @import { Later } from '../util/is-promise' */
/** @import { Outcome } from './run' */
/** @import { Settings } from './settings' */

/**
 * What the caller of an operation gets of the value that it has returned: that value as every replay will have it, or its text if
 * the caller wants text.
 * @param {Kept} encoded
 * @param {unknown} value
 * @param {boolean} cached
 * @param {Outcome['status']} status
 * @param {Settings} settings
 * @param {RequestIdentity} request
 * @returns {Later<Outcome>}
 */
function ownOutcome(encoded, value, cached, status, settings, request) {
  const text = textOf(encoded, settings, request);
  if (text !== undefined) return { cached, status, value: undefined, text };
  const answer = settings.outcomes.firstAnswer(value, encoded, settings, request);
  return whenKnown(answer, (found) => ({ cached, status, value: found }));
}

module.exports = { ownOutcome };
