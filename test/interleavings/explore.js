'use strict';

const { brokenBy, isStuck } = require('./checks.js');
const { NextPoint } = require('./next-point.js');
const { OVER, firstPoint, stepsFrom } = require('./steps.js');

const MAX_FAULTS = 2;
const BATCH = 500;

/** The policies of the two clients, and how many attempts they allow. */
const BEGINNINGS = [
  { policies: ['retry', 'retry'], maxAttempts: 2 },
  { policies: ['retry', 'conflict'], maxAttempts: 2 },
  { policies: ['retry', 'conflict'], maxAttempts: 1 },
];

// What was done to the key by force excuses what only looks at the attempts before.
const EXCUSED = ['may have a', 'may have b', 'may have c', 'isCleared', 'hadTrouble', 'effects'];

/** Two points of one name go on alike. */
function nameOf({ lock, result, clients, truth, faults }) {
  const isExcused = truth.isWiped || truth.isRemoved;
  const isIdle = (fact) =>
    (isExcused && EXCUSED.includes(fact)) ||
    (fact.startsWith('found') && OVER.has(clients[fact.at(-1)].phase)) ||
    (fact === 'effects' && truth.hadTrouble);
  const seen = Object.keys(truth)
    .filter((fact) => truth[fact] && !isIdle(fact))
    .map((fact) => `${fact} ${truth[fact]}`)
    .sort();
  return JSON.stringify([lock, result, clients, seen, faults]);
}

/**
 * Takes every step that can be taken from every point that two clients can come to, until one breaks a property. Two ways
 * that lead to the same point go on as one.
 */
class Exploration {
  #redisSteps;
  #points;
  #frontier = [];
  #isSecond;
  edges = [];
  roots = [];
  /** `{ property, steps }`: what the last of these steps broke. */
  broken = null;

  /** `known`: the points that need not be gone on from. */
  constructor(redisSteps, known = new Map()) {
    this.#redisSteps = redisSteps;
    this.#points = new Map(known);
    this.#isSecond = known.size > 0;
  }

  get points() {
    return this.#points;
  }

  async run() {
    this.roots = BEGINNINGS.map(({ policies, maxAttempts }) =>
      this.#come(firstPoint(policies, maxAttempts)),
    );
    await this.#goOn();
  }

  /** Takes the steps of `edges` once more, by other scripts, and goes on where they lead elsewhere. */
  async runAgain(edges) {
    await this.#take(edges.map(({ from, step }) => ({ from, step })));
    await this.#goOn();
  }

  async #goOn() {
    while (this.#frontier.length > 0 && this.broken === null) {
      const entries = this.#frontier;
      this.#frontier = [];
      await this.#take(entries.flatMap((entry) => this.#onwardFrom(entry)));
    }
  }

  #onwardFrom(entry) {
    const steps = stepsFrom(entry.point);
    if (steps.length === 0 && isStuck(entry.point)) this.#break('answer_for_everybody', entry.edge);
    return steps
      .filter(({ isFault }) => !isFault || entry.point.faults < MAX_FAULTS)
      .map((step) => ({ from: entry, step }));
  }

  async #take(todo) {
    for (let at = 0; at < todo.length && this.broken === null; at += BATCH) {
      for (const edge of await takeAll(this.#redisSteps, todo.slice(at, at + BATCH))) {
        if (edge.property) return this.#break(edge.property, edge);
        edge.to = this.#come(edge.point, edge);
        if (!this.#isSecond) edge.from.edges.push(edge);
        this.edges.push(edge);
      }
    }
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

function takeAll(redisSteps, batch) {
  return Promise.all(
    batch.map(async ({ from, step }, slot) => {
      const point = new NextPoint(from.point, step);
      let answer;
      if (step.call) {
        const { answer: told, ...left } = await redisSteps.take(from.point, step.call, slot);
        answer = told;
        point.takes(step.call, answer, left);
      }
      const property = brokenBy({ from: from.point, to: point, call: step.call, answer });
      return { from, step, answer, point, property };
    }),
  );
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
