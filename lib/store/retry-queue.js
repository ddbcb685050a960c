'use strict';

const { clearTimeout } = require('node:timers');

const { monotonicMs } = require('../native/clock');
const { RetryRoom, takeBatch } = require('./retry-room');
const { Idle } = require('../util/idle');
const { sharedTimeout } = require('../util/shared-timeout');
const { jitter } = require('../util/timers');

/**
 * What a store is still to be told.
 * @typedef {object} Task
 * @property {'outcome' | 'unprotected' | 'undo'} room
 * @property {string} [id]  Of the record.
 * @property {(timeoutMs: number) => Later<unknown>} run  Rejects as long as the store cannot be told.
 * @property {number} forMs  How long it is tried.
 * @property {number} [bytes]
 * @property {() => number} [shrink]  Gives up what is large, and returns how many bytes are left.
 * @property {(told: boolean) => void} [onEnd]  Called once.
 */
/** @import { Later } from '../util/is-promise' */
/** @import { KeptTask } from './retry-room' */
/** @import { Verbs } from './store' */

const MIB = 1024 * 1024;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
const KEEP_ALIVE_MS = 2000;
// A client that is busy answers late, and a try that ends too early sends its bytes in vain. One that is lost is found out
// by the client of the store, within `commandTimeoutMs`.
// A call under way keeps the process alive. So a probe is short, and the pauses after it are long enough for the process to
// end in one.
const PROBE_MS = 1000;
const TRY_MS = 4000;
const SLOWEST_BYTES_PER_MS = 4096;

// A room for each kind of task, in the order in which they are sent. Tasks of other requests take no place from the
// outcome of an operation: there are never more outcomes than operations that ran when the store was lost.
const ROOMS = {
  outcome: { maxBytes: 256 * MIB },
  unprotected: { maxTasks: 10_000, maxBytes: 16 * MIB },
  undo: { maxTasks: 10_000 },
};

/**
 * Calls that a store could not take in time, tried again in the background until it answers or their time is over. The
 * rooms:
 * - 'outcome': results and releases of owners,
 * - 'unprotected': results of operations that own no key,
 * - 'undo': claims to take back.
 *
 * A task keeps the process alive for two seconds at most, and is lost when the process ends.
 */
class RetryQueue {
  #rooms = {
    outcome: new RetryRoom(ROOMS.outcome),
    unprotected: new RetryRoom(ROOMS.unprotected),
    undo: new RetryRoom(ROOMS.undo),
  };
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #pause = FIRST_PAUSE_MS;
  #turn = 0;
  #running = false;
  #closed = false;
  #idle = new Idle();
  #verbs;

  /** @param {Pick<Verbs, 'partOf'>} [verbs] */
  constructor(verbs = {}) {
    this.#verbs = verbs;
  }

  /**
   * Takes a task on. `run(timeoutMs)` rejects as long as the store cannot be told. `onEnd(told)` is called once.
   * `shrink()`, if the task can do with fewer than its `bytes`, gives up the large part and returns the bytes that are
   * left. Returns false, and calls nothing, if there is no place or the queue is closed.
   * @param {Task} task
   */
  add({ room: name, id = '', run, bytes = 0, shrink, forMs, onEnd = () => {} }) {
    const room = this.#rooms[name];
    const now = monotonicMs();
    const [until, keepAliveUntil] = [now + forMs, now + KEEP_ALIVE_MS];
    if (this.#closed || !room.add({ room, id, run, bytes, shrink, onEnd, until, keepAliveUntil })) {
      return false;
    }
    this.#schedule();
    this.#timer?.ref();
    return true;
  }

  get size() {
    return this.outcomes + this.#rooms.undo.size;
  }

  /** How many results and releases are among them. */
  get outcomes() {
    return this.#rooms.outcome.size + this.#rooms.unprotected.size;
  }

  /** Resolves when there is no task. */
  whenIdle() {
    return this.size === 0 ? Promise.resolve() : this.#idle.wait();
  }

  /** Ends every task untold. */
  drop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const task of this.#tasks()) this.#end(task, false);
  }

  close() {
    this.#closed = true;
    this.drop();
  }

  #tasks() {
    const { outcome, unprotected, undo } = this.#rooms;
    return [...outcome, ...unprotected, ...undo];
  }

  #schedule() {
    if (this.#timer !== undefined || this.#running || this.#closed) return;
    const tasks = this.#tasks();
    if (tasks.length === 0) return;
    this.#timer = sharedTimeout(() => this.#tick(), jitter(this.#pause));
    const now = monotonicMs();
    if (!tasks.some(({ keepAliveUntil }) => keepAliveUntil > now)) this.#timer.unref();
  }

  async #tick() {
    this.#timer = undefined;
    this.#running = true;
    this.#dropExpired();
    const told = await this.#tryAll();
    this.#running = false;
    this.#pause = told ? FIRST_PAUSE_MS : Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    this.#schedule();
  }

  // Each node of a cluster is told its own tasks, so that one which is down holds up no other.
  async #tryAll() {
    const told = await Promise.all(this.#byPart().map((tasks) => this.#tryPart(tasks)));
    if (told.includes(false)) this.#turn += 1;
    return !told.includes(false);
  }

  #byPart() {
    /** @type {Map<string, KeptTask[]>} */
    const parts = new Map();
    for (const task of this.#tasks()) {
      const name = task.id === '' ? '' : (this.#verbs.partOf?.(task.id) ?? '');
      const others = parts.get(name);
      if (others === undefined) parts.set(name, [task]);
      else others.push(task);
    }
    return [...parts.values()];
  }

  // One task goes ahead as a probe. The others follow in batches, and only when the store has answered it. So neither a
  // gigabyte nor a thousand commands delay new requests. After a failure another task is the next probe: a task that
  // the store will never take, because its key holds something else, holds up no other.
  /** @param {KeptTask[]} tasks */
  async #tryPart(tasks) {
    const [probe] = tasks.splice(this.#turn % tasks.length, 1);
    if (probe === undefined) return false;
    if (!(await this.#try(probe, PROBE_MS))) return false;
    let answers = [true];
    let areTold = true;
    while (tasks.length > 0 && answers.includes(true)) {
      answers = await Promise.all(takeBatch(tasks).map((task) => this.#try(task, TRY_MS)));
      areTold &&= !answers.includes(false);
    }
    return areTold;
  }

  /**
   * @param {KeptTask} task
   * @param {number} tryMs
   */
  async #try(task, tryMs) {
    if (!task.room.has(task)) return true;
    try {
      await task.run(tryMs + Math.ceil(task.bytes / SLOWEST_BYTES_PER_MS));
    } catch {
      return false;
    }
    this.#end(task, true);
    return true;
  }

  #dropExpired() {
    const now = monotonicMs();
    for (const task of this.#tasks()) {
      if (task.until <= now) this.#end(task, false);
    }
  }

  /**
   * @param {KeptTask} task
   * @param {boolean} told
   */
  #end(task, told) {
    if (!task.room.remove(task)) return;
    task.onEnd(told);
    if (this.size === 0) this.#idle.tell();
  }
}

module.exports = { RetryQueue };
