'use strict';

const { setImmediate, setTimeout } = require('node:timers');

const { StoreError } = require('../../errors/store-error');
const { monotonicMs, wallClockMs } = require('../../native/clock');
const { outsideRequests } = require('../../util/outside-requests');
const { raise } = require('../../util/timers');
const { NOT_WRITABLE } = require('../sql/rows');
const { tooLate } = require('./calls');
const { rolledBack } = require('./sqlite-errors');

/** @import { Call } from './calls' */
/** @import { OwnConnection } from './connection' */
/** @import { OwnFile } from './database-file' */

// One transaction holds the loop for a few milliseconds at most.
const MOST_CALLS = 256;
const MOST_BYTES = 4 * 1024 * 1024;
// Another process ends its transaction in less than that. SQLite's own wait would hold the loop.
const SHORTEST_BUSY_MS = 1;
const BUSY_SPREAD_MS = 4;

/** @typedef {TurnQueue} OwnQueue */

/** The calls of one turn of the event loop run in one transaction, and are answered behind its COMMIT. */
class TurnQueue {
  #file;
  /** @type {Call[]} */
  #calls = [];
  #isDue = false;
  #isClosed = false;
  #run = () => {
    this.#isDue = false;
    this.#turn();
  };

  /** @param {OwnFile} file */
  constructor(file) {
    this.#file = file;
  }

  /** @param {Call} call */
  add(call) {
    if (this.#isClosed) return call.failed(closed());
    this.#calls.push(call);
    this.#due();
  }

  close() {
    this.#isClosed = true;
    for (const call of this.#calls.splice(0)) fail(call, closed());
  }

  #due() {
    if (this.#isDue) return;
    this.#isDue = true;
    outsideRequests(setImmediate, this.#run);
  }

  #turn() {
    const calls = this.#inTime(this.#taken());
    const busy = calls.length === 0 ? calls : this.#transact(calls);
    if (this.#isClosed) {
      for (const call of busy) fail(call, closed());
    } else if (busy.length > 0) {
      this.#calls = busy.concat(this.#calls);
      this.#isDue = true;
      outsideRequests(setTimeout, this.#run, SHORTEST_BUSY_MS + Math.random() * BUSY_SPREAD_MS);
    } else if (this.#calls.length > 0) this.#due();
  }

  /** The calls of one transaction. */
  #taken() {
    let bytes = 0;
    let most = 0;
    while (most < this.#calls.length && most < MOST_CALLS && bytes < MOST_BYTES) {
      bytes += this.#calls[most++].bytes;
    }
    if (most === this.#calls.length) {
      const all = this.#calls;
      this.#calls = [];
      return all;
    }
    return this.#calls.splice(0, most);
  }

  /** @param {Call[]} calls */
  #inTime(calls) {
    const now = monotonicMs();
    if (calls.every(({ deadline }) => deadline >= now)) return calls;
    return calls.filter((call) => {
      if (call.deadline >= now) return true;
      fail(call, this.#whyLate());
      return false;
    });
  }

  // The last try of a request is cut by its time. Why the tries before it failed helps to mend it.
  #whyLate() {
    const { lastError } = this.#file;
    return lastError === undefined ? tooLate() : rolledBack(lastError);
  }

  /**
   * Runs the calls in one transaction. Gives those that have to come again, because somebody else holds the file.
   * @param {Call[]} calls
   * @returns {Call[]}
   */
  #transact(calls) {
    const file = this.#file;
    /** @type {OwnConnection | undefined} */
    let connection;
    let answers;
    let isCommitting = false;
    try {
      connection = file.open();
      const writes = !calls.every(({ isRead }) => isRead);
      if (writes) file.begin();
      answers = answersOf(calls, connection);
      isCommitting = writes;
      if (writes) file.commit(answers.some(hasWritten));
    } catch (thrown) {
      file.rollback();
      const error = file.failed(thrown);
      return withoutWrites(calls, isCommitting ? error : rolledBack(error), connection);
    }
    for (let i = 0; i < calls.length; i++) tell(calls[i], answers[i]);
    return [];
  }
}

/**
 * All see the same time.
 * @param {Call[]} calls
 * @param {OwnConnection} connection
 */
function answersOf(calls, connection) {
  const now = wallClockMs();
  return calls.map((call) => call.run(connection, now));
}

/** @param {any} answer */
function hasWritten(answer) {
  return answer?.isWritten === true;
}

/**
 * A file that can't be written now still has its records: a replay needs no write. The other calls wait, or fail.
 * @param {Call[]} calls
 * @param {InstanceType<typeof StoreError>} error
 * @param {OwnConnection} [connection]
 * @returns {Call[]}
 */
function withoutWrites(calls, error, connection) {
  const isBusy = error.code === 'BUSY';
  let left = calls;
  if (connection !== undefined && (isBusy || NOT_WRITABLE.has(error.code))) {
    left = calls.filter((call) => {
      const answer = readBy(call, connection);
      if (answer !== undefined) tell(call, answer);
      return answer === undefined;
    });
  }
  if (isBusy) return left;
  for (const call of left) fail(call, error);
  return [];
}

/**
 * @param {Call} call
 * @param {OwnConnection} connection
 */
function readBy(call, connection) {
  try {
    return call.read(connection, wallClockMs());
  } catch {
    // Why calls fail is known already.
    return undefined;
  }
}

/**
 * An exception behind one answer keeps no other one back.
 * @param {Call} call
 * @param {unknown} answer
 */
function tell(call, answer) {
  try {
    call.told(answer);
  } catch (error) {
    raise(error);
  }
}

/**
 * @param {Call} call
 * @param {InstanceType<typeof StoreError>} error
 */
function fail(call, error) {
  try {
    call.failed(error);
  } catch (thrown) {
    raise(thrown);
  }
}

function closed() {
  return new StoreError('STORE_CLOSED', 'the store is closed', { retry: 'no' });
}

module.exports = { TurnQueue };
