'use strict';

const answers = require('./answers');
const begin = require('./begin');
const complete = require('./complete');
const operator = require('./inspect-and-remove');
const owner = require('./renew-and-release');
const recordTimes = require('./record-times');
const records = require('./records');
const scan = require('./scan');
const settle = require('./resolve');
const takeover = require('./takeover');
const { TestKey } = require('./test-key');
const { requireFunction } = require('../../util/argument-error');
const { internals } = require('../../store/store');

/** @import { Case } from './test-key' */

/** @import { AnyStore } from '../../store/store' */

/** @type {Case[]} */
const CASES = [
  records,
  recordTimes,
  answers,
  begin,
  takeover,
  owner,
  complete,
  operator,
  settle,
  scan,
].flat();

/**
 * What every store must do, as a list of named cases for any test framework:
 *
 *   for (const { name, run } of contract(() => myStore())) test(name, run);
 *
 * `makeStore` gives a store, as createStore() and defineStore() make them, and is called once per case; the case closes
 * the store at its end. The store need not be empty: the cases use ids of their own. `run` rejects with an
 * AssertionError that says what the store answered. Where a case needs time to pass it asks the store until it has.
 * Cases whose names begin with `records:` are about the functions of defineStore(), and ask nothing of another store.
 * Those that begin with `resolve:` and `scan:` ask nothing of a store without these methods.
 * @param {() => AnyStore | Promise<AnyStore>} makeStore
 */
function contract(makeStore) {
  requireFunction('the argument of contract()', makeStore);
  return CASES.map(([name, check]) => ({
    name,
    run: () => runCase(makeStore, check),
  }));
}

/**
 * @param {() => AnyStore | Promise<AnyStore>} makeStore
 * @param {Case[1]} check
 */
async function runCase(makeStore, check) {
  const store = await makeStore();
  const { verbs } = internals(store);
  try {
    await check(() => new TestKey(verbs));
  } finally {
    await store.close();
  }
}

module.exports = { contract };
