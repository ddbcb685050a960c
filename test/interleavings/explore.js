'use strict';

const { brokenBy, isStuck } = require('./checks.js');
const { nameOf } = require('./names.js');
const { NextPoint } = require('./next-point.js');
const { firstPoint, stepsFrom } = require('./steps.js');

/** The policies of the two clients, and how many attempts they allow. */
const BEGINNINGS = [
  { policies: ['retry', 'retry'], maxAttempts: 2 },
  { policies: ['retry', 'conflict'], maxAttempts: 2 },
  { policies: ['retry', 'conflict'], maxAttempts: 1 },
];

/**
 * Takes every step that can be taken from every point that two clients can come to, until one breaks a property. Two ways
 * that lead to the same point go on as one.
 */
class Exploration {
  #ruleSteps;
  #maxFaults;
  #maxCommands;
  #points;
  #frontier = [];
  #isSecond;
  edges = [];
  roots = [];
  /** `{ property, steps }`: what the last of these steps broke. */
  broken = null;

  /**
   * `maxCommands`: how many commands of a call reach the server before another client may go on. `known`: the points
   * that need not be gone on from.
   */
  constructor(ruleSteps, { maxFaults, maxCommands = Infinity, known = new Map() }) {
    this.#ruleSteps = ruleSteps;
    this.#maxFaults = maxFaults;
    this.#maxCommands = maxCommands;
    this.#points = new Map(known);
    this.#isSecond = known.size > 0;
  }

  get points() {
    return this.#points;
  }

  run() {
    this.roots = BEGINNINGS.map(({ policies, maxAttempts }) =>
      this.#come(firstPoint(policies, maxAttempts)),
    );
    this.#goOn();
  }

  /** Takes the steps of `edges` once more, by other rules, and goes on where they lead elsewhere. */
  runAgain(edges) {
    for (const { from, step } of edges) this.#take(from, step);
    this.#goOn();
  }

  #goOn() {
    while (this.#frontier.length > 0 && this.broken === null) {
      const entries = this.#frontier;
      this.#frontier = [];
      for (const entry of entries) this.#goOnFrom(entry);
    }
  }

  #goOnFrom(entry) {
    const steps = stepsFrom(entry.point);
    if (steps.length === 0 && isStuck(entry.point)) this.#break('answer_for_everybody', entry.edge);
    for (const step of steps) {
      if (!step.isFault || entry.point.faults < this.#maxFaults) this.#take(entry, step);
    }
  }

  #take(from, step) {
    if (this.broken !== null) return;
    const edge = this.#edgeOf(from, step);
    // By other rules a call may have ended before it came here.
    if (edge.commands?.length === 0) return;
    if (edge.property) return this.#break(edge.property, edge);
    edge.to = this.#come(edge.point, edge);
    if (!this.#isSecond) from.edges.push(edge);
    this.edges.push(edge);
  }

  #edgeOf(from, step) {
    const point = new NextPoint(from.point, step);
    const { call } = step;
    const told = call && this.#ask(from.point, call);
    const isPart = told && told.answer === undefined && !call.isLost && !call.isLate;
    if (isPart) point.takesPart(call, told.replies, told.record);
    else if (told) point.takes(call, told.answer, told.record);
    const answer = told?.answer;
    const property = brokenBy({ from: from.point, to: point, call, answer });
    return { from, step, answer, commands: told?.commands, point, property };
  }

  #ask(point, call) {
    const { history } = point.clients[call.who]?.pending ?? {};
    // What operators do and what comes late is one step.
    const maxCommands = call.who === undefined || call.isLate ? Infinity : this.#maxCommands;
    return this.#ruleSteps.take(point, call, { history, maxCommands });
  }

  #come(point, edge) {
    const name = nameOf(point);
    let entry = this.#points.get(name);
    if (entry === undefined) {
      entry = { point, edge, edges: [] };
      this.#points.set(name, entry);
      this.#frontier.push(entry);
    }
    return entry;
  }

  #break(property, edge) {
    this.broken ??= { property, steps: wayTo(edge).map(({ step }) => step.name) };
  }
}

/** The edges from a beginning up to one. */
function wayTo(edge) {
  const way = [];
  for (let last = edge; last !== undefined; last = last.from.edge) way.unshift(last);
  return way;
}

/** How many different orders of steps lead from the beginnings to an end. */
function countInterleavings(roots) {
  const counts = new Map();
  const count = (entry) => {
    if (counts.get(entry) === 'under way') throw new Error('an interleaving has no end');
    if (counts.has(entry)) return counts.get(entry);
    counts.set(entry, 'under way');
    const onward = entry.edges.filter(({ to }) => to !== entry);
    const total = onward.reduce((sum, { to }) => sum + count(to), 0n);
    counts.set(entry, onward.length === 0 ? 1n : total);
    return counts.get(entry);
  };
  return roots.reduce((sum, root) => sum + count(root), 0n);
}

module.exports = { Exploration, countInterleavings, wayTo };
