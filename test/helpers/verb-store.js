'use strict';

const { defineStore } = require('onceonly');

const { VERBS } = require('../../lib/store/verb-store.js');

const OWN = { state: 'own', fence: 1, attempt: 1, isRecovery: false, leftMs: 60_000 };

/** A store of the older form whose methods answer the owner of a fresh key, but for those that are given. */
function storeOfVerbs(methods, options) {
  const good = {
    begin: () => OWN,
    complete: () => ({ state: 'stored' }),
    renew: () => ({ state: 'renewed' }),
    release: () => ({ state: 'released' }),
    inspect: () => ({ state: 'absent' }),
    remove: () => ({ state: 'removed', attempt: 0 }),
  };
  return defineStore({ ...good, ...methods }, options);
}

/** The methods of such a store, all of them `method`. */
function eachVerb(method) {
  return Object.fromEntries(VERBS.map((verb) => [verb, method]));
}

module.exports = { OWN, VERBS, eachVerb, storeOfVerbs };
