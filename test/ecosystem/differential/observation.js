'use strict';

const { EventEmitter } = require('node:events');

const { isTombstone } = require('../../../lib/result/tombstone');

/**
 * What is seen of one app while it answers: the runs of its handler, its errors, what it logged, and what its store was
 * told. Emits 'change' for each.
 */
class Observation extends EventEmitter {
  #asked = 0;
  #client;

  runs = [];
  operations = 0;
  errors = [];
  lines = [];
  /**
   * Calls that settle a key: `{ verb, kind, isLost, isEarly, ms }`; lost, if a tombstone was stored, and early, if the client had
   * its whole answer before. The store took `ms` milliseconds.
   */
  settled = [];
  begun = [];

  constructor() {
    super();
    this.log = (line) => this.#note('lines', line);
    this.failed = (code) => this.#note('errors', code);
    this.operated = () => void (this.operations += 1);
  }

  /** Whether something is still on its way. */
  get isBusy() {
    return this.#asked > 0 || this.runs.some((run) => run.isBusy);
  }

  /** Whether a handler still waits for the end of its response. */
  get awaitsEnd() {
    return this.runs.some((run) => run.awaitsEnd);
  }

  /** Whether a key is owned for which the store was told no outcome yet. */
  get owesResult() {
    return this.begun.filter((state) => state === 'own').length > this.settled.length;
  }

  /** What was seen since the last take, as plain data. */
  take() {
    const [run] = this.runs;
    const seen = {
      runs: this.runs.length,
      trace: run?.trace ?? [],
      calls: [...(run?.calls ?? [])].sort(),
      errors: this.errors,
      lines: this.lines,
      begun: this.begun,
      settled: this.settled,
      operations: this.operations,
    };
    Object.assign(this, { runs: [], errors: [], lines: [], begun: [], settled: [], operations: 0 });
    return seen;
  }

  /** The client whose answer the store must come before. */
  follow(client) {
    this.#client = client;
    client.on('change', () => this.emit('change'));
  }

  began(run) {
    this.#client.begun();
    run.on('change', () => this.emit('change'));
    this.#note('runs', run);
  }

  asked() {
    this.#asked += 1;
  }

  answeredLater() {
    this.#asked -= 1;
    this.emit('change');
  }

  answered(verb, { kind, reason, payload }, { state }, ms) {
    this.#asked -= 1;
    if (verb === 'begin') return this.#note('begun', state);
    const isEarly = this.#client.isComplete;
    const isLost = payload !== undefined && isTombstone(payload);
    return this.#note('settled', { verb, kind: kind ?? reason, isLost, isEarly, ms });
  }

  #note(list, what) {
    this[list].push(what);
    this.emit('change');
  }
}

module.exports = { Observation };
