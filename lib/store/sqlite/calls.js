'use strict';

const { monotonicMs } = require('../../native/clock');
const { StoreError } = require('../../errors/store-error');

/** @import { OwnConnection } from './connection' */

/**
 * A call that waits for its turn.
 * @typedef {object} Call
 * @property {number} deadline  Monotonic milliseconds. It is not run after that.
 * @property {boolean} isRead  Whether it writes nothing, whatever it finds.
 * @property {number} bytes  That it may write.
 * @property {(connection: OwnConnection, now: number) => unknown} run
 * @property {(connection: OwnConnection, now: number) => unknown} read  Its answer without a write; undefined if it needs one.
 * @property {(answer: any) => void} told
 * @property {(error: InstanceType<typeof StoreError>) => void} failed
 */

/** A call that somebody awaits. */
class AwaitedCall {
  bytes = 0;

  /**
   * @param {(connection: OwnConnection, now: number) => unknown} run
   * @param {{ isRead: boolean, timeoutMs: number }} form
   */
  constructor(run, { isRead, timeoutMs }) {
    this.run = run;
    this.isRead = isRead;
    this.deadline = monotonicMs() + timeoutMs;
    this.answer = new Promise((resolve, reject) => {
      this.told = resolve;
      this.failed = reject;
    });
  }

  /**
   * @param {OwnConnection} connection
   * @param {number} now
   */
  read(connection, now) {
    return this.isRead ? this.run(connection, now) : undefined;
  }
}

/** A call that has waited for longer than its request does. It has written nothing. */
function tooLate() {
  const message = 'another process, or a transaction of the app, has held the file for too long';
  return new StoreError('STORE_TIMEOUT', message, { retry: 'safe' });
}

module.exports = { AwaitedCall, tooLate };
