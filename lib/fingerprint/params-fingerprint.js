'use strict';

const { whenKnown } = require('../util/is-promise');
const { aroundValue } = require('./query-and-headers');
const { digestContent } = require('./digest-content');
const { contentOfValue } = require('./json-text');
const { EVERYTHING } = require('./plan');

/** @import { Content } from './digest-content' */
/** @import { Later } from '../util/is-promise' */

/**
 * The fingerprint that a middleware takes of a request with this body and no query, or a promise of it for a large one;
 * `spelling` of its path.
 * @param {unknown} params
 * @param {string} spelling
 * @returns {Later<string>}
 */
function paramsFingerprint(params, spelling) {
  const content = paramsContent(params);
  const around = aroundValue({ spelling, isMarked: content.isMarked });
  const digest = digestContent(content, around);
  return whenKnown(digest, (found) => found + EVERYTHING.name);
}

/**
 * A middleware has parsed the text of a JSON body; other text it knows by its type, which is not told here.
 * @param {unknown} params
 * @returns {Content}
 */
function paramsContent(params) {
  return typeof params === 'string'
    ? { kind: 'json', body: JSON.stringify(params) }
    : contentOfValue(params, true);
}

module.exports = { paramsFingerprint };
