'use strict';

const { EventEmitter } = require('node:events');

/**
 * An in-process queue of scans. A job has the id that its caller gives it, and an id that the queue knows is not added
 * again, as in BullMQ with `jobId` or in SQS FIFO with a deduplication id.
 */
class ScanQueue extends EventEmitter {
  #jobs = new Map();
  #waiting = [];
  #scan;
  #running = false;

  /** `scan(target)` does one scan and resolves to its report. */
  constructor(scan) {
    super();
    this.#scan = scan;
  }

  /** True if the job was added, false if the queue has one by that id. */
  async add(id, target) {
    if (this.#jobs.has(id)) return false;
    const job = { task_id: id, target, state: 'queued', report: null };
    this.#jobs.set(id, job);
    this.#waiting.push(job);
    setImmediate(() => this.#work());
    return true;
  }

  get(id) {
    return this.#jobs.get(id) ?? null;
  }

  get size() {
    return this.#jobs.size;
  }

  async #work() {
    if (this.#running) return;
    this.#running = true;
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) {
      await this.#run(job);
    }
    this.#running = false;
  }

  async #run(job) {
    job.state = 'running';
    try {
      job.report = await this.#scan(job.target);
      job.state = 'done';
    } catch (error) {
      job.state = 'failed';
      job.report = { error: error.message };
    }
    this.emit('ended', job);
  }
}

module.exports = { ScanQueue };
