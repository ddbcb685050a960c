'use strict';

const { Sweeper } = require('../sql/sweeper');
const { CustomVerbs } = require('../custom-verbs');
const { QueuedQuestions } = require('./queued-questions');
const { awaited, recordFunctions } = require('./record-functions');
const { SWEPT } = require('./statements');

/** @import { BeginCall } from '../../../types/store-calls' */
/** @import { OwnFile } from './database-file' */
/** @import { OwnQueue } from './turn-queue' */

const PACE = { piece: SWEPT, againMs: 50 };

/** The verbs on the rows of a file. All calls of one turn are one transaction. Requests that wait look. */
class SqliteVerbs extends CustomVerbs {
  #sweeper;

  /**
   * @param {{ file: OwnFile, queue: OwnQueue, prefix: string, onClose: () => void }} parts
   */
  constructor({ file, queue, prefix, onClose }) {
    const sweep = () => awaited(queue, (on, now) => on.sweep(now), { isRead: false });
    const sweeper = new Sweeper(sweep, PACE);
    const functions = {
      ...recordFunctions(queue, prefix),
      status: () => file.status,
      close() {
        sweeper.close();
        queue.close();
        onClose();
        file.close();
      },
    };
    super(functions, true, () => new QueuedQuestions(queue, prefix));
    this.#sweeper = sweeper;
  }

  /** @param {BeginCall} call */
  begin(call) {
    this.#sweeper.start();
    return super.begin(call);
  }
}

module.exports = { SqliteVerbs };
