'use strict';

const { EventEmitter } = require('node:events');

const { Ending, isLater, later } = require('./places');
const { STEPS } = require('./steps');

/**
 * One request's run of a program: `req`, `res`, `next` and `place` for the steps, and what they were answered. Emits
 * 'change' when something has happened.
 */
class HandlerRun extends EventEmitter {
  #pending = 0;
  #ending;

  /** What each step met, in order: its name, what it threw, and how the response looked after it. */
  trace = [];
  /** What was called back, and the events of the response. */
  calls = [];

  constructor({ req, res, next, place }) {
    super();
    Object.assign(this, { req, res, next, place });
    for (const name of ['finish', 'close']) res.on(name, () => this.called(name));
    this.#ending = new Ending(res);
  }

  /** Whether a step waits for the end of the response, which may never come. */
  get awaitsEnd() {
    return this.#ending.isAwaited;
  }

  /** Whether a step has still to run, or a stream of it to close. */
  get isBusy() {
    return this.#pending > 0;
  }

  begin() {
    this.#pending += 1;
  }

  finish() {
    this.#pending -= 1;
    this.emit('change');
  }

  called(what) {
    this.calls.push(what);
    this.emit('change');
  }

  start({ style, steps }) {
    return style === 'async' ? this.#runAsync(steps) : this.#runFrom(steps, 0);
  }

  // Each step that comes later is called by Node itself, so that what it throws has no handler around it.
  #runFrom(steps, first, isDue = false) {
    for (let i = first; i < steps.length; i++) {
      if (isLater(steps[i]) && !(isDue && i === first)) return this.#runLater(steps, i);
      this.#perform(steps[i]);
    }
    return undefined;
  }

  #runLater(steps, index) {
    const end = this.#wait(steps[index]);
    later(
      steps[index],
      () => {
        try {
          this.#runFrom(steps, index, true);
        } finally {
          end();
        }
      },
      this.#ending,
    );
  }

  async #runAsync(steps) {
    let end = this.#wait({});
    try {
      for (const step of steps) {
        if (isLater(step)) {
          // Between two steps it is busy too.
          const next = this.#wait(step);
          end();
          end = next;
          await new Promise((resolve) => later(step, resolve, this.#ending));
        }
        this.#perform(step);
      }
    } finally {
      end();
    }
  }

  // The end of the response keeps nothing busy: see awaitsEnd.
  #wait({ at }) {
    if (at === 'finish') return () => {};
    this.begin();
    return () => this.finish();
  }

  #perform(step) {
    let met = 'done';
    try {
      STEPS[step.op](step, this);
    } catch (error) {
      met = `threw ${error.code ?? error.message}`;
      if (step.unguarded) throw error;
    } finally {
      const { headersSent, writableEnded } = this.res;
      this.trace.push(
        `${step.op}: ${met}${headersSent ? ', sent' : ''}${writableEnded ? ', ended' : ''}`,
      );
      this.emit('change');
    }
  }
}

module.exports = { HandlerRun };
