'use strict';

/** @import { Task } from './retry-queue' */

/**
 * A task that has a place.
 * @typedef {object} OwnTask
 * @property {RetryRoom} room
 * @property {string} id  Of the record.
 * @property {number} bytes
 * @property {number} until  Monotonic milliseconds.
 * @property {number} keepAliveUntil  How long it keeps the process alive.
 * @property {(told: boolean) => void} onEnd
 *
 * @typedef {Pick<Task, 'run' | 'shrink'> & OwnTask} KeptTask
 */

// A batch is the work that a slow line, or a busy server, takes in the time of one try. On a busy connection each batch
// waits for everything that was sent before it, so a quarter of this takes four times as long.
const BATCH_TASKS = 500;
const BATCH_BYTES = 16 * 1024 * 1024;

/**
 * The tasks of one kind that a RetryQueue keeps, first in, first tried. `maxTasks` and `maxBytes` bound them: there is no
 * place for one task more, but bytes beyond the bound are given up by the largest tasks, which are kept without them.
 */
class RetryRoom {
  /** @type {Set<KeptTask>} */
  #tasks = new Set();
  #bytes = 0;
  #maxTasks;
  #maxBytes;

  /** @param {{ maxTasks?: number, maxBytes?: number }} limits */
  constructor({ maxTasks = Infinity, maxBytes = Infinity }) {
    this.#maxTasks = maxTasks;
    this.#maxBytes = maxBytes;
  }

  get size() {
    return this.#tasks.size;
  }

  [Symbol.iterator]() {
    return this.#tasks.values();
  }

  /** @param {KeptTask} task */
  has(task) {
    return this.#tasks.has(task);
  }

  /**
   * Whether there was a place for it.
   * @param {KeptTask} task
   */
  add(task) {
    if (this.#tasks.size >= this.#maxTasks) return false;
    this.#tasks.add(task);
    this.#bytes += task.bytes;
    while (this.#bytes > this.#maxBytes && this.#shrinkLargest());
    return true;
  }

  /** @param {KeptTask} task */
  remove(task) {
    if (!this.#tasks.delete(task)) return false;
    this.#bytes -= task.bytes;
    return true;
  }

  #shrinkLargest() {
    /** @type {KeptTask | undefined} */
    let largest;
    for (const task of this.#tasks) {
      if (task.shrink !== undefined && !(task.bytes <= Number(largest?.bytes))) largest = task;
    }
    if (largest === undefined) return false;
    const left = /** @type {() => number} */ (largest.shrink)();
    this.#bytes += left - largest.bytes;
    largest.bytes = left;
    largest.shrink = undefined;
    return true;
  }
}

/**
 * Takes the next tasks from the front of the array `tasks`, one at least.
 * @param {KeptTask[]} tasks
 */
function takeBatch(tasks) {
  let bytes = 0;
  const end = tasks.slice(0, BATCH_TASKS + 1).findIndex((task, i) => {
    bytes += task.bytes;
    return i > 0 && (i >= BATCH_TASKS || bytes > BATCH_BYTES);
  });
  return tasks.splice(0, end === -1 ? tasks.length : end);
}

module.exports = { RetryRoom, takeBatch };
