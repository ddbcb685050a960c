'use strict';

const native = require('../native/binding');
const { wallClockMs } = require('../native/clock');
const { AnswersInTime } = require('./answers-in-time');
const { asBuffer, readPage } = require('./check-record');
const { NativeVerbs, SCANNED, SCANNED_KINDS } = require('./native/native-verbs');
const { RecordQuestions } = require('./native/record-questions');
const { safeWatch } = require('./safe-watch');
const { StoreError } = require('../errors/store-error');

/** @import { Channel } from '../native/binding' */
/** @import { KeyWatch } from '../waiting/waiters' */
/** @import { OwnScanCall, ScannedPage } from './store' */
/** @import { RecordFunctions, RecordPage } from '../../types/custom-store' */

/**
 * Puts the questions of the addon to whatever keeps the records.
 * @typedef {Pick<InstanceType<typeof RecordQuestions>, 'handle' | 'ask' | 'takeFailure'>} Questions
 */

/**
 * The verbs of a store that is made of functions in JavaScript. The functions keep the records. The rules of the
 * protocol are those of the addon, as for every other store.
 */
class CustomVerbs extends NativeVerbs {
  #functions;
  #questions;
  #answers;
  #isShared;
  /** @type {Promise<void> | undefined} */
  #closing;

  /**
   * @param {RecordFunctions} functions
   * @param {boolean} isShared
   * @param {() => Questions} [makeQuestions]  Puts the questions of the addon otherwise than to the functions.
   */
  constructor(functions, isShared, makeQuestions) {
    const answers = new AnswersInTime();
    const questions = makeQuestions?.() ?? new RecordQuestions(functions, answers);
    const createHandle = (/** @type {Channel} */ channel) => {
      questions.handle = native.createCustomStore(questions.ask, isShared, channel);
      return questions.handle;
    };
    // This closure keeps the function that the addon calls and holds weakly.
    super(createHandle, undefined, () => questions.takeFailure());
    this.#functions = functions;
    this.#questions = questions;
    this.#answers = answers;
    this.#isShared = isShared;
    // The methods of this object show the abilities of the store.
    const self = /** @type {any} */ (this);
    if (typeof functions.list !== 'function') self.scan = undefined;
    if (!this.#canTell()) self.watch = undefined;
  }

  /** The functions that keep the records, for the suite in `onceonly/contract`. */
  get functions() {
    return this.#functions;
  }

  /**
   * One page of `list`, which is as long as that function makes it. The addon reads the records.
   * @param {OwnScanCall} call
   * @returns {Promise<ScannedPage>}
   */
  async scan({ cursor, of, hint, timeoutMs }) {
    this.#refuseIfClosed();
    const listing = Promise.resolve(
      /** @type {Required<RecordFunctions>} */ (this.#functions).list(
        cursor === '0' ? null : cursor,
      ),
    );
    const page = readPage(await this.#answers.wait(listing, timeoutMs));
    const records = page.entries.flatMap(valuesOf);
    const { entries, seen } = JSON.parse(native.describeRecords(records, SCANNED[of], hint));
    for (const entry of entries) entry.kind = SCANNED_KINDS[entry.kind];
    const now = page.entries.findLast((entry) => entry.now > 0)?.now ?? wallClockMs();
    return { state: 'scanned', cursor: page.cursor, now, seen, entries };
  }

  /**
   * As NativeVerbs.watch. Changes by this process are told by the addon, those by others by `watch` of the functions.
   * @param {string} id
   * @param {() => void} onWake
   * @returns {KeyWatch}
   */
  watch(id, onWake) {
    const own = super.watch(id, onWake);
    if (typeof this.#functions.watch !== 'function') return own;
    const others = safeWatch(this.#functions, id, onWake);
    const ready = others && Promise.all([own.ready, others.ready]);
    const unwatch = () => {
      own.unwatch();
      others?.unwatch();
    };
    return { ready: ready ?? new Promise(() => {}), unwatch };
  }

  /** @returns {any} */
  status() {
    return this.#functions.status?.();
  }

  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close() {
    this.#questions.takeFailure();
    super.close();
    this.#answers.close();
    await this.#functions.close?.();
  }

  // A process that hears nothing of others has to look.
  #canTell() {
    return !this.#isShared || typeof this.#functions.watch === 'function';
  }

  #refuseIfClosed() {
    if (this.#closing === undefined) return;
    throw new StoreError('STORE_CLOSED', 'the store is closed', { retry: 'no' });
  }
}

/**
 * As the addon reads them. A record may be given without its end, and its whole length beside it.
 * @param {RecordPage['entries'][number]} entry
 */
function valuesOf({ id, record, ttlMs, now = 0, bytes = 0 }) {
  return [id, asBuffer(record), Math.floor(ttlMs), now, bytes];
}

module.exports = { CustomVerbs };
