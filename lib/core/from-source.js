'use strict';

const { membersOf } = require('../util/members-of');

/** @import { Request } from '../exchange/exchange' */

/** @typedef {(source: any) => unknown} OfSource */

const OF_THE_REQUEST = ['scope', 'keySource', 'eventRoute'];

/**
 * Function of the app -> the one that we call. Scopes of two functions are never compared, and two handlers may share one.
 * @type {WeakMap<OfSource, (req: Request) => unknown>}
 */
const known = new WeakMap();

/**
 * Options whose functions get the framework's own request, where `options` has functions that do. A view has it as its `source`.
 * @param {any} options
 */
function fromSource(options) {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) return options;
  const all = membersOf(options);
  for (const name of OF_THE_REQUEST) {
    if (typeof all[name] === 'function') all[name] = ofView(all[name]);
  }
  return all;
}

/** @param {OfSource} ofSource */
function ofView(ofSource) {
  let found = known.get(ofSource);
  if (found === undefined) {
    found = (view) => ofSource(view.source ?? view);
    known.set(ofSource, found);
  }
  return found;
}

module.exports = { fromSource };
